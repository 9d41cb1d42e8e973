namespace Unroll.Training.Streams;

/// <summary>What one row reads in one batch: neighbouring steps of one document.</summary>
/// <param name="Document">Number of the document.</param>
/// <param name="First">First step read.</param>
/// <param name="Steps">Steps read; 0 where the row's stream has ended.</param>
/// <param name="FirstTarget">The first step whose loss counts.</param>
/// <param name="GoesOn">Whether the row goes on from a kept state: false where the window starts where the document, or the stream's part of it, does.</param>
/// <param name="KeptSteps">Steps after which the state is kept for the next window; −1 for all.</param>
public readonly record struct StreamWindow(int Document, int First, int Steps, int FirstTarget, bool GoesOn, int KeptSteps);
