namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>A row was read but cannot be made into a body: a getter or converter of the application's throws, which it will do again.</summary>
internal sealed class UnreadableRowException(string model, Exception exception)
    : Exception($"A row of model '{model}' cannot be made into a body: {exception.Message}", exception);
