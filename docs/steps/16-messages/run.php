<?php
// The twin of docs/steps/16-messages/run.rs.
//
//     php docs/steps/16-messages/run.php

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

echo "-- One read for each message\n";
socket_write($socket, 'Ho') === false and exit(1);
socket_write($socket, 'first blood') === false and exit(1);
$message = socket_read($msgsock, 8192);
$message === false and exit(1);
echo "message: $message\n";

// The same two messages, each with its length in four bytes before it.
$stream = framed('Ho') . framed('first blood');
$arrived = '';

echo "-- With lengths, all at once\n";
socket_write($socket, $stream) === false and exit(1);
$message = message_from($msgsock, $arrived);
echo "message: $message\n";
$message = message_from($msgsock, $arrived);
echo "message: $message\n";

echo "-- With lengths, in pieces\n";
socket_write($socket, substr($stream, 0, 12)) === false and exit(1);
$message = message_from($msgsock, $arrived);
echo "message: $message\n";
socket_write($socket, substr($stream, 12)) === false and exit(1);
$message = message_from($msgsock, $arrived);
echo "message: $message\n";

/** A message as it is sent: its length, then its bytes. */
function framed(string $message): string
{
    return pack('N', strlen($message)) . $message;
}

/** The next message. `$arrived` keeps what has arrived after it. */
function message_from(\Socket $socket, string &$arrived): string
{
    while (true) {
        if (strlen($arrived) >= 4) {
            $end = 4 + unpack('N', $arrived)[1];
            if (strlen($arrived) >= $end) {
                $message = substr($arrived, 4, $end - 4);
                $arrived = substr($arrived, $end);
                return $message;
            }
        }
        $read = socket_read($socket, 8192);
        if ($read === false || $read === '') {
            exit(1); // the end came within a message
        }
        $arrived .= $read;
    }
}
