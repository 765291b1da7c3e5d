namespace SyncHub.Server.Windows;

/// <summary>A row as a view holds it: it knows its key, and the view's comparer knows its place.</summary>
internal interface IKeyed
{
    SyncKey Key { get; }
}
