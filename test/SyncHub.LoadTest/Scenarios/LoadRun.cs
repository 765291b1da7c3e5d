using SyncHub.LoadTest.CommandLine;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Reports;

namespace SyncHub.LoadTest.Scenarios;

/// <summary>What every scenario is given.</summary>
/// <param name="Sizes">How much of everything.</param>
/// <param name="Targets">What is to be measured, the baseline first.</param>
/// <param name="Report">Where the tables go.</param>
internal sealed record LoadRun(LoadSizes Sizes, IReadOnlyList<Target> Targets, MarkdownReport Report);
