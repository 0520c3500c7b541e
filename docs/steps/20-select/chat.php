<?php
// The twin of docs/steps/20-select/chat.rs.
//
//     php docs/steps/20-select/chat.php

const CLIENTS = 1000; // at one time: PHP's select takes descriptors below 1024
const BYTES = 2048; // of one read, and of a line that has not ended yet
const TURNS = 20; // reads that a client gets in a second; the rest waits
const UNREAD = 65536; // bytes that the kernel keeps for a client that does not read

final class Client
{
    public string $line = ''; // the line that has not ended yet
    public int $turns = 0;

    public function __construct(public readonly Socket $socket) {}
}

$port = (int) (getenv('PORT') === false ? 8001 : getenv('PORT'));

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
socket_set_nonblock($sock) or exit(1);
socket_getsockname($sock, $ip, $port) or exit(1);
echo "Listening on 127.0.0.1 port $port.\n";

$clients = [];
[$second, $accepts] = [hrtime(true), true];
while (true) {
    if (hrtime(true) - $second >= 1e9) {
        [$second, $accepts] = [hrtime(true), true];
        foreach ($clients as $client) {
            $client->turns = 0;
        }
    }

    $talkers = array_filter($clients, fn ($client) => $client->turns < TURNS);
    $read = array_map(fn ($client) => $client->socket, $talkers);
    if ($accepts && count($clients) < CLIENTS) {
        $read['sock'] = $sock;
    }
    $write = $except = null;
    if ($read === [] || @socket_select($read, $write, $except, 1) === false) {
        usleep(100_000);
        continue;
    }

    foreach (array_keys($read) as $number) {
        if ($number === 'sock') {
            $accepts = welcome($sock, $clients);
        } elseif (isset($clients[$number])) {
            $lines = listen_to($clients[$number]);
            if ($lines === null) {
                unset($clients[$number]); // which closes its socket
            } else {
                pass_on($clients, $number, $lines);
            }
        }
    }
}

/** Takes a client in. Returns whether to go on accepting in this second. */
function welcome(Socket $sock, array &$clients): bool
{
    $socket = @socket_accept($sock);
    if ($socket === false) {
        fwrite(STDERR, error_get_last()['message'] . "\n"); // most often there is no descriptor left
        return false;
    }
    $is_set = @socket_set_nonblock($socket) && @socket_set_option($socket, SOL_SOCKET, SO_SNDBUF, UNREAD);
    if ($is_set && takes($socket, "welcome\n")) {
        $clients[spl_object_id($socket)] = new Client($socket);
    }
    return true;
}

/** The whole lines that a client has said, or null if it is to go. */
function listen_to(Client $client): ?string
{
    $client->turns++;
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
            unset($clients[$number]);
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
