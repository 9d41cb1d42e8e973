// MPI_Allreduce alone: what a sum of gradients costs at least, to hold Unroll's against.
// mpicc -O2 allreduce.c -o allreduce; mpirun -n 2 ./allreduce <kilobytes> <seconds>
// Prints the microseconds of one sum of floats in place, the fastest and the median of batches of sums back to back.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 10, MOST = 1000000 };

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: allreduce <kilobytes> <seconds>\n");
        return 2;
    }
    MPI_Init(&argc, &argv);
    int rank, count = atoi(argv[1]) * 1000 / (int)sizeof(float), batches = 0;
    double seconds = atof(argv[2]);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    float *values = calloc((size_t)count, sizeof(float));
    double *times = malloc(MOST * sizeof(double));
    for (double start = MPI_Wtime();;) {
        int more = batches < MOST && MPI_Wtime() - start < seconds;
        MPI_Bcast(&more, 1, MPI_INT, 0, MPI_COMM_WORLD);
        if (!more)
            break;
        MPI_Barrier(MPI_COMM_WORLD);
        double begin = MPI_Wtime();
        for (int i = 0; i < BATCH; i++)
            MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
        times[batches++] = (MPI_Wtime() - begin) / BATCH * 1e6;
    }
    qsort(times, (size_t)batches, sizeof(double), ascending);
    if (rank == 0)
        printf("{\"best_us\":%.2f,\"median_us\":%.2f}\n", times[0], times[batches / 2]);
    MPI_Finalize();
    return 0;
}
