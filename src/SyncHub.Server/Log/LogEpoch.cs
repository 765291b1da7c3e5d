using System.Buffers.Text;
using System.Security.Cryptography;

namespace SyncHub.Server.Log;

/// <summary>Names for the incarnations of a log.</summary>
public static class LogEpoch
{
    /// <summary>A name that no log has had before, usable in an address as it is.</summary>
    public static string New() =>
        // 48 random bits: two incarnations that meet under one name are not to be expected in the life of any system.
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6));
}
