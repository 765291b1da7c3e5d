namespace SyncHub.Client.Subscriptions;

/// <summary>Which subscriptions a model's position is about.</summary>
internal sealed class SubscriptionsByModel
{
    private readonly Dictionary<string, HashSet<Subscription>> _byModel = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Subscription> Of(string model) => _byModel.TryGetValue(model, out var found) ? found : [];

    public void Add(Subscription subscription)
    {
        if (!_byModel.TryGetValue(subscription.Key.Model, out var ofModel))
        {
            _byModel[subscription.Key.Model] = ofModel = [];
        }

        ofModel.Add(subscription);
    }

    public void Remove(Subscription subscription)
    {
        var ofModel = _byModel[subscription.Key.Model];
        ofModel.Remove(subscription);
        if (ofModel.Count == 0)
        {
            _byModel.Remove(subscription.Key.Model);
        }
    }
}
