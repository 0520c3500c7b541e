<?php
// The twin of docs/steps/26-ten-thousand/poll.rs, for PHP 8.6.
//
//     php docs/steps/26-ten-thousand/poll.php

use Io\Poll\Context;
use Io\Poll\Event;
use Io\Poll\PollException;
use Io\Poll\Watcher;
use Time\Duration;

const CLIENTS = 10_000; // at one time
const BYTES = 2048; // of one read, and of a line that has not ended yet
const TURNS = 20; // reads that a client gets in a second; the rest waits
const WRITES = 20_000; // that one client causes in a second: with many, it gets fewer reads
const UNREAD = 65536; // bytes that the kernel keeps for a client that does not read
const PAUSE = Event::Error; // asks for nothing: errors are always reported

final class Client
{
    public string $line = ''; // the line that has not ended yet
    public int $turns = 0;

    public function __construct(public readonly Socket $socket, public readonly Watcher $watcher) {}
}

$port = (int) (getenv('PORT') === false ? 8001 : getenv('PORT'));
[, $hard] = posix_getrlimit(POSIX_RLIMIT_NOFILE);
$hard = $hard === 'unlimited' ? POSIX_RLIMIT_INFINITY : $hard;
posix_setrlimit(POSIX_RLIMIT_NOFILE, $hard, $hard) or exit(1);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
socket_set_nonblock($sock) or exit(1);
socket_getsockname($sock, $ip, $port) or exit(1);
echo "Listening on 127.0.0.1 port $port.\n";

$context = new Context();
$listener = watch($context, $sock);
$clients = [];
[$second, $accepts] = [hrtime(true), true];
while (true) {
    if (hrtime(true) - $second >= 1e9) {
        [$second, $accepts] = [hrtime(true), true];
        foreach ($clients as $number => $client) {
            $client->turns = 0;
            asks($client->watcher, Event::Read) or leave($clients, $number);
        }
    }

    asks($listener, $accepts && count($clients) < CLIENTS ? Event::Read : PAUSE);
    try {
        $ready = $context->wait(Duration::fromSeconds(1));
    } catch (PollException) {
        usleep(100_000);
        continue;
    }

    foreach ($ready as $watcher) {
        $number = $watcher->getData();
        $turns = max(1, min(TURNS, intdiv(WRITES, max(1, count($clients)))));
        if ($watcher === $listener) {
            $accepts = welcome($context, $sock, $clients);
        } elseif ($watcher->isActive()) { // not removed in this round
            $lines = listen_to($clients[$number], $turns);
            if ($lines === null) {
                leave($clients, $number);
                $accepts = true; // there is room again
            } else {
                pass_on($clients, $number, $lines);
            }
        }
    }
}

/** PHP 8.6 watches streams, not sockets. */
function watch(Context $context, Socket $socket): Watcher
{
    $handle = new StreamPollHandle(socket_export_stream($socket));
    return $context->add($handle, [Event::Read], spl_object_id($socket));
}

/** Waits for this event from now on. Returns whether the kernel allows it. */
function asks(Watcher $watcher, Event $event): bool
{
    try {
        if ($watcher->getWatchedEvents() !== [$event]) {
            $watcher->modifyEvents([$event]);
        }
        return true;
    } catch (PollException) {
        return false;
    }
}

/** Takes a client in. Returns whether to go on accepting in this second. */
function welcome(Context $context, Socket $sock, array &$clients): bool
{
    $socket = @socket_accept($sock);
    if ($socket === false) {
        fwrite(STDERR, error_get_last()['message'] . "\n"); // most often there is no descriptor left
        return false;
    }
    $is_set = @socket_set_nonblock($socket) && @socket_set_option($socket, SOL_SOCKET, SO_SNDBUF, UNREAD);
    if ($is_set && takes($socket, "welcome\n")) {
        try {
            $clients[spl_object_id($socket)] = new Client($socket, watch($context, $socket));
        } catch (PollException $full) {
            fwrite(STDERR, $full->getMessage() . "\n");
            return false;
        }
    }
    return true;
}

/** Removes a client from the list, and closes its socket. */
function leave(array &$clients, int $number): void
{
    $clients[$number]->watcher->remove();
    socket_close($clients[$number]->socket);
    unset($clients[$number]);
}

/** The whole lines that a client has said, or null if it is to go. */
function listen_to(Client $client, int $turns): ?string
{
    if (!$client->watcher->hasTriggered(Event::Read)) {
        return null; // it is paused, and its connection has broken off
    }
    $client->turns++;
    if ($client->turns >= $turns && !asks($client->watcher, PAUSE)) {
        return null;
    }
    $data = @socket_read($client->socket, BYTES);
    if ($data === '') {
        return null; // the end
    }
    $waits = [SOCKET_EAGAIN, SOCKET_EINTR];
    if ($data === false && !in_array(socket_last_error($client->socket), $waits, true)) {
        return null; // a reset, most often
    }
    $line = $client->line . $data;
    $end = strrpos($line, "\n");
    $end = $end === false ? 0 : $end + 1;
    $client->line = substr($line, $end);
    return strlen($client->line) <= BYTES ? substr($line, 0, $end) : null;
}

/** To all but the one who said it. Who does not take it is removed. */
function pass_on(array &$clients, int $from, string $lines): void
{
    foreach ($clients as $number => $client) {
        if ($lines !== '' && $number !== $from && !takes($client->socket, $lines)) {
            leave($clients, $number);
        }
    }
}

/** Whether the kernel has taken all of it. It never waits. */
function takes(Socket $socket, string $data): bool
{
    do {
        $taken = @socket_write($socket, $data);
    } while ($taken === false && socket_last_error($socket) === SOCKET_EINTR);
    return $taken === strlen($data);
}
