using FsCheck;
using FsCheck.Fluent;

namespace Unroll.Training.Tests;

public sealed class PartRangeTests
{
    [Fact]
    public void Parts_OfAnyCount_CoverItOnceAndEndOnGrains()
    {
        Prop.ForAll(Arb.From(Gen.Choose(0, 5000)), Arb.From(Gen.Choose(1, 100)), Arb.From(Gen.Choose(1, 20)), (count, grain, parts) =>
        {
            var next = 0;
            for (var part = 0; part < parts; part++)
            {
                var (start, end) = PartRange.Of(count, grain, part, parts);
                if (start != next || end < start || (end % grain != 0 && end != count))
                    return false;
                next = end;
            }
            return next == count;
        }).QuickCheckThrowOnFailure();
    }
}
