using System.Net;
using System.Net.Http.Json;

namespace TaskWatch;

/// <summary>Signs in at TaskBoard by name, and anew whenever the client asks: a board that has been restarted knows no earlier session.</summary>
internal sealed class BoardSignIn(HttpClient http, Uri hub, string name)
{
    private readonly Uri _address = new(hub, "/api/sign-in");

    public async ValueTask<string?> GetSecretAsync(CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(_address, new Request(name), cancellationToken);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            // No attempt will do better. The board is watched as nobody.
            await Console.Error.WriteLineAsync((await response.Content.ReadFromJsonAsync<Problem>(cancellationToken))?.Detail);
            return null;
        }

        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Session>(cancellationToken))?.Token;
    }

    private sealed record Request(string Name);

    private sealed record Session(string Token);

    private sealed record Problem(string Detail);
}
