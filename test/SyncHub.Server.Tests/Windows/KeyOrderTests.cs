using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

public sealed class KeyOrderTests
{
    [Fact]
    public void Wire_Numbers_AreOrderedByValue() =>
        AssertAscending(KeyOrder.Wire, [int.MinValue, -100, -99, -1, 0, 1, 2, 10, 99, 100, int.MaxValue]);

    [Fact]
    public void Wire_Text_IsOrderedByCodePoint() =>
        AssertAscending(KeyOrder.Wire, ["A", "AB", "B", "a", "a0", "é", "\uE000", "\uFFFD", "\U00010000", "\U00010001", "\U0001F600"]);

    [Fact]
    public void Wire_NumberAndText_NumberFirst() => AssertAscending(KeyOrder.Wire, [5, "1"]);

    [Fact]
    public void Wire_Guids_AreOrderedByValue()
    {
        var random = new Random(1);
        var guids = Enumerable.Range(0, 200).Select(_ =>
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }).Order();

        AssertAscending(KeyOrder.Wire, [.. guids]);
    }

    [Fact]
    public void Integers_DigitsInStrings_AreOrderedByValue() =>
        AssertAscending(KeyOrder.Integers, [long.MinValue, -10L, -9L, 0L, 9L, 10L, long.MaxValue, SyncKey.FromString(ulong.MaxValue.ToString(null, null))]);

    private static void AssertAscending(IComparer<SyncKey> order, SyncKey[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            for (var j = 0; j < keys.Length; j++)
            {
                Assert.True(Math.Sign(order.Compare(keys[i], keys[j])) == i.CompareTo(j), $"{keys[i]} against {keys[j]}");
            }
        }
    }
}
