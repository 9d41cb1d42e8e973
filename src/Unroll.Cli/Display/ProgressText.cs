using System;
using System.Globalization;
using System.Text;
using Unroll.Experiments;

namespace Unroll.Cli.Display;

/// <summary>Writes where a run stands as one line.</summary>
static class ProgressText
{
    const int WidestBar = 30;
    const int NarrowestBar = 6;

    /// <summary>The line for a terminal: a bar as wide as there is room, never longer than <paramref name="width"/> − 1 characters.</summary>
    public static string WithBar(in RunProgress moment, int width, bool unicode) =>
        Line(moment.Steps > 0 ? (double)moment.Step / moment.Steps : null, Plain(moment), width, unicode);

    /// <summary>The same for work of which all that is known is how much is done, of 1.</summary>
    public static string WithBar(double share, string what, int width, bool unicode) =>
        Line(share, string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * Math.Clamp(share, 0, 1)),3:F0} %  {what}"), width, unicode);

    static string Line(double? share, string words, int width, bool unicode)
    {
        var room = Math.Min(WidestBar, width - 1 - words.Length - 1);
        var line = share is { } done && room >= NarrowestBar ? $"{Bar(done, room, unicode)} {words}" : words;
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }

    /// <summary>The line without a bar, for logs.</summary>
    public static string Plain(in RunProgress moment)
    {
        var text = new StringBuilder();
        if (moment.Steps > 0)
            text.Append(CultureInfo.InvariantCulture, $"{Math.Floor(100.0 * moment.Step / moment.Steps),3:F0} %  ");
        if (moment.Epochs > 0)
            text.Append(CultureInfo.InvariantCulture, $"epoch {moment.Epoch + 1}/{moment.Epochs}  ");
        text.Append(CultureInfo.InvariantCulture, $"step {moment.Step:N0}");
        if (moment.Steps > 0)
            text.Append(CultureInfo.InvariantCulture, $"/{moment.Steps:N0}");
        if (!string.IsNullOrEmpty(moment.Stage))
            text.Append(CultureInfo.InvariantCulture, $"  {moment.Stage}");
        text.Append(CultureInfo.InvariantCulture, $"  loss {Loss(moment.LossPerTarget)}  rate {moment.Rate:G3}  {moment.SequencesPerSecond:N0} strings/s");
        if (double.IsFinite(moment.SecondsLeft))
            text.Append(CultureInfo.InvariantCulture, $"  {Span(moment.SecondsLeft)} left");
        return text.ToString();
    }

    /// <summary>A length of time as people say it: 0:07, 12:34, 5:06:07.</summary>
    public static string Span(double time)
    {
        var seconds = (long)Math.Ceiling(Math.Clamp(time, 0, 1e9));
        return seconds >= 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:D2}");
    }

    static string Loss(double loss) => loss is >= 0.001 and < 1000 ? loss.ToString("F4", CultureInfo.InvariantCulture) : loss.ToString("0.00e+0", CultureInfo.InvariantCulture);

    static string Bar(double share, int width, bool unicode)
    {
        var inner = unicode ? width : width - 2;
        var filled = (int)Math.Round(Math.Clamp(share, 0, 1) * inner);
        return unicode
            ? new string('━', filled) + new string('┄', inner - filled)
            : "[" + new string('#', filled) + new string('.', inner - filled) + "]";
    }
}
