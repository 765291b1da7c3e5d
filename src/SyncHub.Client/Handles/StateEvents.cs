using System.ComponentModel;
using SyncHub.Client.Dispatch;

namespace SyncHub.Client.Handles;

/// <summary>The events that all handles have in common, raised in one order.</summary>
internal static class StateEvents
{
    public static void RaiseState<TData>(
        this CallbackDispatcher dispatcher,
        object handle,
        Published<TData> next,
        bool isOtherData,
        EventHandler<SyncState<TData>>? stateChanged,
        PropertyChangedEventHandler? propertyChanged)
        where TData : class?
    {
        dispatcher.Raise("StateChanged", stateChanged, handler => handler(handle, next.State));
        dispatcher.RaiseProperty(handle, propertyChanged, "State");
        dispatcher.RaiseProperty(handle, propertyChanged, "Version");
        if (isOtherData)
        {
            dispatcher.RaiseProperty(handle, propertyChanged, "DataOrDefault");
        }
    }

    public static void RaiseProperty(this CallbackDispatcher dispatcher, object handle, PropertyChangedEventHandler? propertyChanged, string property) =>
        dispatcher.Raise("PropertyChanged", propertyChanged, handler => handler(handle, new PropertyChangedEventArgs(property)));
}
