<?php
// The twin of docs/steps/27-safe/attack.rs.
//
//     php docs/steps/27-safe/attack.php

const IP = '127.0.0.1'; // this machine: attack none that is not yours
const PATIENCE = 2; // seconds that the other client waits for its greeting

const ATTACKS = [
    'says nothing' => 'says_nothing',
    'half a line' => 'half_a_line',
    'no end of line' => 'no_end_of_line',
    'never reads' => 'never_reads',
    '100 resets' => 'resets',
    'control characters' => 'control_characters',
    '1000 connections' => 'connections',
];

$port = (int) (getenv('PORT') ?: 8001);

foreach (ATTACKS as $name => $attack) {
    $attackers = $attack($port); // they stay while the other client comes
    echo "$name: the other client ", other_client($port), "\n";
    $attackers = null;
}

/** Connects, waits to be greeted, and leaves. */
function other_client(int $port): string
{
    $limit = ['sec' => PATIENCE, 'usec' => 0];
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) ?: exit(1);
    socket_set_option($socket, SOL_SOCKET, SO_SNDTIMEO, $limit) or exit(1); // for the connect
    socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, $limit) or exit(1);
    $heard = @socket_connect($socket, IP, $port) ? @socket_read($socket, 8192) : false;
    return match (true) {
        $heard === '' || $heard === "busy\n" => 'is sent away',
        $heard !== false => 'is served',
        default => match (socket_last_error($socket)) {
            SOCKET_ECONNREFUSED => 'finds no server',
            SOCKET_EAGAIN, SOCKET_EINPROGRESS => 'waits, and gives up',
            default => 'is cut off',
        },
    };
}

/**
 * A connection from another address of this machine: a server can tell it from the other client.
 * It ends with a reset, which leaves no thousand rows in the kernel's table.
 */
function attacker(int $port): ?Socket
{
    $socket = @socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    $is_set = $socket !== false
        && @socket_set_option($socket, SOL_SOCKET, SO_RCVBUF, 4096)
        && @socket_set_option($socket, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0])
        && @socket_bind($socket, '127.0.0.2')
        && @socket_set_nonblock($socket);
    if (!$is_set) {
        return null;
    }
    $is_connecting = @socket_connect($socket, IP, $port) || socket_last_error($socket) === SOCKET_EINPROGRESS;
    return $is_connecting ? $socket : null;
}

/** Sends all of it, unless the server takes no more for a while. */
function send(?Socket $socket, string $data): void
{
    $sent = 0;
    while ($socket !== null && $sent < strlen($data)) {
        $read = $except = null;
        $write = [$socket];
        if (@socket_select($read, $write, $except, 0, 300_000) !== 1) {
            return;
        }
        $taken = @socket_write($socket, substr($data, $sent, 1 << 20));
        if ($taken === false) {
            return;
        }
        $sent += $taken;
    }
}

function says_nothing(int $port): array
{
    return [attacker($port)];
}

function half_a_line(int $port): array
{
    $socket = attacker($port);
    send($socket, 'half a li');
    return [$socket];
}

/** 16 MiB without a `\n`: a server that keeps all of it runs out of memory in the end. */
function no_end_of_line(int $port): array
{
    $socket = attacker($port);
    send($socket, str_repeat('x', 16 << 20));
    return [$socket];
}

/** Many lines, and each may have an answer. It takes none. */
function never_reads(int $port): array
{
    $socket = attacker($port);
    send($socket, str_repeat("tell me more\n", 1 << 20));
    return [$socket];
}

/** In the middle of a line, again and again. */
function resets(int $port): array
{
    for ($count = 0; $count < 100; $count++) {
        $socket = attacker($port);
        send($socket, 'half a li');
        $socket === null || socket_close($socket);
    }
    return [];
}

/** What these do is seen where the server prints them: on the page about its log. */
function control_characters(int $port): array
{
    $socket = attacker($port);
    send($socket, "\x1b[2Jbye\r\n10.0.0.1 is now root\n");
    return [$socket];
}

/** They say nothing, and stay. */
function connections(int $port): array
{
    $sockets = [];
    while (count($sockets) < 1000 && ($socket = attacker($port)) !== null) { // or as many as it gets
        $sockets[] = $socket;
    }
    return $sockets;
}
