namespace SyncHub.Client.SignIn;

/// <summary>Who hears what became of later sign-ins; called on the loop.</summary>
internal interface ISignInObserver
{
    /// <summary>The server judges anew from here on.</summary>
    void OnSignedIn();

    /// <summary>The application has nobody to sign in any more, but the connection is still somebody's.</summary>
    void OnSignedOut();

    void OnSignInFailed(SyncError reason);
}
