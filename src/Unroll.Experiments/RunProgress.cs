namespace Unroll.Experiments;

/// <summary>Where a run stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the whole run, at most.</param>
/// <param name="Epoch">Epoch of the last step, from 0.</param>
/// <param name="Epochs">Epochs of the whole run; 0 where the data never end.</param>
/// <param name="LossPerTarget">Mean loss of one target in the last step, in nats.</param>
/// <param name="Rate">Learning rate of the last step.</param>
/// <param name="SequencesPerSecond">Sequences trained on in a second, since this run was started or taken up.</param>
/// <param name="SecondsElapsed">Seconds of training since this run was started or taken up.</param>
/// <param name="SecondsLeft">Seconds to the last step at this pace.</param>
/// <param name="Stage">What the task says of its state (the length of a curriculum), or that the test data are being measured; or null.</param>
public readonly record struct RunProgress(long Step, long Steps, int Epoch, int Epochs, double LossPerTarget, double Rate, double SequencesPerSecond, double SecondsElapsed, double SecondsLeft, string? Stage);
