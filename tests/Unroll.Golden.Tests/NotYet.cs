namespace Unroll.Golden;

/// <summary>
/// The one list of what PyTorch can and this engine cannot yet. A case on it is skipped with its reason among the public ones, and fails in a folder
/// that somebody gave. A line goes when the engine can.
/// </summary>
static class NotYet
{
    /// <summary>Why a case cannot be run yet, or null where it can.</summary>
    public static string? ReasonFor(GoldenCase golden) => golden.Kind switch
    {
        "RNN_RELU" or "LM_RNN_RELU" => "there is no simple cell with relu yet",
        "LSTM_PEEPHOLE" => "there is no LSTM with peepholes yet",
        "LSTM_COUPLED" => "there is no LSTM with coupled gates yet",
        "LSTM_PEEPHOLECOUPLED" => "there is no LSTM with peepholes and coupled gates yet",
        _ when golden.Switch("bidirectional") => "there is no bidirectional layer yet",
        _ when golden.HasLengths => "sequences of different lengths in one batch are not masked yet",
        _ when golden.Argument("proj_size") > 0 => "there is no LSTM with a projection yet",
        _ => null,
    };
}
