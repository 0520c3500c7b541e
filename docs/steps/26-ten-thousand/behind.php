<?php
// The twin of docs/steps/26-ten-thousand/behind.rs.
//
//     php docs/steps/26-ten-thousand/behind.php 127.0.0.2

const LINE = 107; // the longest line of the PROXY protocol, with its end

$ip = $argv[1] ?? '127.0.0.2';
$left = (int) ($argv[2] ?? PHP_INT_MAX);
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
echo "Listening on $ip port $port.\n";

while ($left > 0) {
    $msgsock = @socket_accept($sock);
    if ($msgsock === false) {
        fwrite(STDERR, error_get_last()['message'] . "\n");
        usleep(100_000);
        continue;
    }
    $client = client($msgsock);
    if ($client !== null) {
        $left--;
        if ($left === 0) {
            socket_close($sock); // from now on it refuses connections
        }
        @socket_write($msgsock, "$ip answers. The client is $client\n"); // it may have left
    }
    socket_close($msgsock);
}
echo "$ip ends.\n";

/** Whose connection the balancer says it passes on, and who the peer is. Null if something else was said. */
function client(Socket $msgsock): ?string
{
    @socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 5, 'usec' => 0]);
    $line = '';
    while (!str_ends_with($line, "\n") && strlen($line) < LINE) {
        $data = @socket_read($msgsock, LINE - strlen($line));
        if ($data === false || $data === '') {
            return null;
        }
        $line .= $data;
    }

    // PROXY TCP4 127.0.0.1 127.0.0.1 40001 8001
    $words = explode(' ', rtrim($line));
    if (count($words) !== 6 || $words[0] !== 'PROXY' || $words[1] !== 'TCP4') {
        return null;
    }
    [, , $from, , $port] = $words;
    return @socket_getpeername($msgsock, $peer, $own) ? "$from:$port, the peer is $peer:$own" : null;
}
