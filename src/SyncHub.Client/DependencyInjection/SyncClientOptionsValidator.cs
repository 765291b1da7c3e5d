using Microsoft.Extensions.Options;

namespace SyncHub.Client.DependencyInjection;

/// <summary>Checks the address and the options of one client.</summary>
internal sealed class SyncClientOptionsValidator(string clientName, string url) : IValidateOptions<SyncClientOptions>
{
    public ValidateOptionsResult Validate(string? name, SyncClientOptions options)
    {
        if (name is not null && name != clientName)
        {
            return ValidateOptionsResult.Skip;
        }

        var problems = OptionsValidation.CheckAddress(options, url);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
