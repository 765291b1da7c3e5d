using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SyncHub.EntityFrameworkCore;

/// <summary>
/// Stores an instant as its UTC ticks, a number: every database compares and orders it as memory does, to the tick. What is read back has the
/// offset zero. On SQLite, which can neither compare nor order a <see cref="DateTimeOffset"/>, live queries need it.
/// </summary>
public sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
