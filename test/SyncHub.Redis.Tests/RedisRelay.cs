using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SyncHub.Redis.Tests;

/// <summary>Stands between a node and Redis, and loses what a test wants lost: answers, messages, or everything.</summary>
internal sealed class RedisRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<Connection> _connections = [];
    private readonly int _port;
    private readonly Task _accepting;
    private TaskCompletionSource? _answerLost;
    private (string Text, TaskCompletionSource Lost)? _awaited;
    private volatile bool _losesMessages;

    public RedisRelay(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many connections have subscribed to something.</summary>
    public int Subscriptions
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count(connection => connection.IsSubscriber);
            }
        }
    }

    /// <summary>From now on messages are lost, on connections that have subscribed by now; they stay open.</summary>
    /// <returns>Completes when one with such a text has been lost.</returns>
    public Task LoseMessagesAsync(string text)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited = (text, lost);
            _losesMessages = true;
            _connections.ForEach(connection => connection.IsSilent = connection.IsSubscriber);
        }

        return lost.Task;
    }

    /// <summary>Messages arrive again.</summary>
    public void KeepMessages()
    {
        lock (_gate)
        {
            _losesMessages = false;
            _connections.ForEach(connection => connection.IsSilent = false);
        }
    }

    /// <summary>Lets the next request with such a text through, loses its answer, and cuts that connection. Completes when it has.</summary>
    public Task LoseNextAnswerAsync()
    {
        _answerLost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _answerLost.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Cut());
        }

        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _port);
                var connection = new Connection(client, server);
                lock (_gate)
                {
                    _connections.Add(connection);
                }

                _ = ForwardAsync(connection, client, server, isRequest: true);
                _ = ForwardAsync(connection, server, client, isRequest: false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ForwardAsync(Connection connection, TcpClient from, TcpClient to, bool isRequest)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                if (isRequest)
                {
                    Look(connection, buffer.AsSpan(0, read));
                }
                else if (connection.IsSilent && _losesMessages)
                {
                    NoteLost(buffer.AsSpan(0, read));
                    continue;
                }
                else if (connection.LosesAnswer)
                {
                    connection.Cut();
                    _answerLost!.TrySetResult();
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
        }

        connection.Cut();
    }

    private void NoteLost(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            if (_awaited is { } awaited && Encoding.Latin1.GetString(message).Contains(awaited.Text, StringComparison.Ordinal))
            {
                awaited.Lost.TrySetResult();
            }
        }
    }

    private void Look(Connection connection, ReadOnlySpan<byte> request)
    {
        var text = Encoding.Latin1.GetString(request);
        connection.IsSubscriber |= text.Contains("SUBSCRIBE", StringComparison.OrdinalIgnoreCase)
            && (text.Contains("}:news", StringComparison.Ordinal) || text.Contains("}:bus", StringComparison.Ordinal));

        // An append names a stream; a beat does not.
        if (_answerLost is { Task.IsCompleted: false } && text.Contains("EVALSHA", StringComparison.OrdinalIgnoreCase) && text.Contains("}:log:", StringComparison.Ordinal))
        {
            connection.LosesAnswer = true;
        }
    }

    private sealed class Connection(TcpClient client, TcpClient server)
    {
        public volatile bool IsSubscriber;
        public volatile bool IsSilent;
        public volatile bool LosesAnswer;

        public void Cut()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
