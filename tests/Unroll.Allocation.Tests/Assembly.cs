// Bytes are counted over the whole process: nothing else may run beside a test.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
