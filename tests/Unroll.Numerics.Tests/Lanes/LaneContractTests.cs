using Unroll.Numerics.Lanes;

namespace Unroll.Numerics.Tests.Lanes;

public sealed class ScalarFloatTests : LaneContract<Scalar<float>, float>;

public sealed class ScalarDoubleTests : LaneContract<Scalar<double>, double>;

public sealed class Lane128FloatTests : LaneContract<Lane128<float>, float>;

public sealed class Lane128DoubleTests : LaneContract<Lane128<double>, double>;

public sealed class Lane256FloatTests : LaneContract<Lane256<float>, float>;

public sealed class Lane256DoubleTests : LaneContract<Lane256<double>, double>;

public sealed class Lane512FloatTests : LaneContract<Lane512<float>, float>;

public sealed class Lane512DoubleTests : LaneContract<Lane512<double>, double>;
