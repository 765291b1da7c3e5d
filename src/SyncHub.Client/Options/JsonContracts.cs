using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Json;

namespace SyncHub.Client;

/// <summary>Where the contracts of the application's types come from.</summary>
internal static class JsonContracts
{
    /// <summary>Contracts from reflection where the application has that, else none.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reason)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reason)]
    public static JsonSerializerOptions CreateDefaultOptions() => JsonSerializer.IsReflectionEnabledByDefault
        ? EntityJson.CreateOptions()
        : EntityJson.CreateOptions(JsonTypeInfoResolver.Combine());

    /// <summary>The contract of a type.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static JsonTypeInfo<T> Contract<T>(this JsonSerializerOptions options) => options.TryGetTypeInfo(typeof(T), out var contract)
        ? (JsonTypeInfo<T>)contract
        : throw new InvalidOperationException(
            $"EntityJsonOptions has no JSON contract for {typeof(T)}; set it to EntityJson.CreateOptions(AppJsonContext.Default), where AppJsonContext is your JsonSerializerContext with [JsonSerializable(typeof({typeof(T).Name}))].");

    // The property is a feature switch: false, and the branch removed, wherever the SDK trims or compiles ahead of time by its own defaults.
    private const string Reason = "Runs only where the application has kept System.Text.Json's reflection, which is off by default when trimmed.";
}
