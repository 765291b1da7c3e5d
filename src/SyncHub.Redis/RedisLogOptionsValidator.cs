using Microsoft.Extensions.Options;

namespace SyncHub.Redis;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class RedisLogOptionsValidator : IValidateOptions<RedisLogOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisLogOptions options)
    {
        var problems = options.Problems().ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
