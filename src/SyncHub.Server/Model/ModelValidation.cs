using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SyncHub.Server.Model;

/// <summary>What must hold for a model; each breach becomes one sentence.</summary>
internal static class ModelValidation
{
    public const int MaxNameLength = 128;

    private static readonly TimeSpan MaxDebounce = TimeSpan.FromDays(1);

    /// <summary>Five windows, or one day where that is more than a day.</summary>
    public static TimeSpan DefaultMaxWait(TimeSpan window) => window > MaxDebounce / 5 ? MaxDebounce : window * 5;

    public static void CheckSettings(string? name, ChangeRetention retention, Debounce debounce, ICollection<string> problems)
    {
        Refuse(string.IsNullOrWhiteSpace(name), "its name is empty. Give it one with model.Name(\"…\").");
        Refuse(name?.Length > MaxNameLength, $"its name has {name?.Length} characters; the limit is {MaxNameLength}. Shorten it with model.Name(\"…\").");
        Refuse(name?.Any(char.IsControl) == true, "its name has control characters. Choose a plain one with model.Name(\"…\").");
        Refuse(retention.Age <= TimeSpan.Zero, $"it retains changes for {retention.Age}. Give model.Retain an age above zero.");
        Refuse(retention.Count <= 0, $"it retains {retention.Count} changes. Give model.Retain a count above zero.");
        Refuse(retention.Bytes <= 0, $"it retains {retention.Bytes} bytes. Give model.Retain a number of bytes above zero.");
        Refuse(debounce.Window < TimeSpan.Zero, $"its debounce window is {debounce.Window}. It is zero, for none, or more.");
        Refuse(debounce.Window > MaxDebounce, $"its debounce window is {debounce.Window}. It is at most {MaxDebounce}.");
        Refuse(debounce.MaxWait > MaxDebounce, $"its debounce waits for up to {debounce.MaxWait}. That is at most {MaxDebounce}.");
        Refuse(
            debounce.Window >= TimeSpan.Zero && debounce.MaxWait < debounce.Window,
            $"its debounce waits for at most {debounce.MaxWait}, less than its window of {debounce.Window}. Let maxWait be the window or more.");

        void Refuse(bool breach, string problem)
        {
            if (breach)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>The JSON contract of the bodies; null with the problems where they could not be written or read.</summary>
    public static JsonTypeInfo<T>? FindContract<T>(JsonSerializerOptions options, ICollection<string> problems)
    {
        var found = new List<string>();
        var contracts = JsonTypeGraph.Walk(typeof(T), options, found);
        var contract = contracts.OfType<JsonTypeInfo<T>>().FirstOrDefault();
        if (contract is { Kind: not JsonTypeInfoKind.Object })
        {
            found.Add($"the JSON of {typeof(T).Name} is not an object with properties. A model is a class with a key property.");
        }
        else if (contract is not null)
        {
            CheckReadable(contract, options, found);
        }

        found.ForEach(problems.Add);
        return found.Count == 0 ? contract : null;
    }

    private static void CheckReadable(JsonTypeInfo contract, JsonSerializerOptions options, ICollection<string> problems)
    {
        var derived = contract.PolymorphismOptions?.DerivedTypes ?? [];
        if (derived.Count == 0 || !contract.Type.IsAbstract)
        {
            CheckCreatable(contract, problems);
        }

        foreach (var type in derived.Select(entry => entry.DerivedType).Where(type => type != contract.Type))
        {
            CheckCreatable(options.GetTypeInfo(type), problems);
        }
    }

    private static void CheckCreatable(JsonTypeInfo contract, ICollection<string> problems)
    {
        if (contract.CreateObject is null && contract.ConstructorAttributeProvider is null)
        {
            problems.Add(
                $"{contract.Type.Name} cannot be created from JSON. Give it a public constructor, one of several marked with [JsonConstructor], "
                + "or, where it is abstract, name its kinds with [JsonDerivedType].");
        }
    }
}
