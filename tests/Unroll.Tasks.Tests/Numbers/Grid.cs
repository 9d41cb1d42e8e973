namespace Unroll.Tasks.Tests.Numbers;

/// <summary>A small matrix with the operations that a formula on paper needs.</summary>
sealed record Grid(int Rows, int Columns, double[] Values)
{
    public double this[int row, int column] => Values[row * Columns + column];

    public Grid Transpose() => Make(Columns, Rows, (row, column) => this[column, row]);

    public static Grid Make(int rows, int columns, System.Func<int, int, double> value)
    {
        var values = new double[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(i / columns, i % columns);
        return new Grid(rows, columns, values);
    }

    public static Grid operator +(Grid a, Grid b) => Make(a.Rows, a.Columns, (row, column) => a[row, column] + b[row, column]);

    public static Grid operator -(Grid a, Grid b) => a + b * -1;

    public static Grid operator *(Grid a, double factor) => Make(a.Rows, a.Columns, (row, column) => a[row, column] * factor);

    public static Grid operator *(Grid a, Grid b) => Make(a.Rows, b.Columns, (row, column) =>
    {
        var sum = 0.0;
        for (var i = 0; i < a.Columns; i++)
            sum += a[row, i] * b[i, column];
        return sum;
    });
}
