using SyncHub.Client.Stores;

namespace SyncHub.Client.SignIn;

/// <summary>Who hears what became of later sign-ins; called on the loop.</summary>
internal interface ISignInObserver
{
    /// <summary>The server judges anew from here on.</summary>
    /// <param name="user">Who used the application all the while; null where that is not certain.</param>
    void OnSignedIn(CacheIdentity? user);

    /// <summary>The application has nobody to sign in any more, but the connection is still somebody's.</summary>
    void OnSignedOut();

    void OnSignInFailed(SyncError reason);
}
