<?php
// The twin of docs/steps/15-send-all/run.rs.
//
//     php docs/steps/15-send-all/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

// From here on a write waits for one second at most.
$limit = ['sec' => 1, 'usec' => 0];
socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $limit) or exit(1);

$msg = str_repeat('x', 16 << 20); // 16 MiB
$sent = send($msgsock, $msg);

// Now the client reads, in a process of its own: all but the last MiB.
$client = pcntl_fork();
if ($client === 0) {
    $missing = 15 << 20;
    while ($missing > 0) {
        $missing -= strlen(\socket_read($socket, $missing) ?: exit(1));
    }
    exit(0);
}
$sent += send($msgsock, substr($msg, $sent));
echo "The kernel has taken $sent of ", strlen($msg), " bytes.\n";

pcntl_waitpid($client, $status);

/** Writes until all is sent, or there is no room for a second. Returns how much was sent. */
function send(\Socket $socket, string $data): int
{
    $sent = 0;
    while ($sent < strlen($data)) {
        $taken = socket_write($socket, substr($data, $sent));
        if ($taken === false) {
            if (\socket_last_error($socket) === SOCKET_EAGAIN) {
                break; // 11
            }
            exit(1);
        }
        $sent += $taken;
    }
    return $sent;
}
