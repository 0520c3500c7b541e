<?php
// The twin of docs/steps/24-names/run.rs.
//
//     php docs/steps/24-names/run.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

// This server can be reached over IPv4 only.
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

// The client looks up each host, and collects the addresses.
$hints = ['ai_socktype' => SOCK_STREAM];
$addresses = [];
foreach (['::1', '127.0.0.1'] as $host) {
    $found = socket_addrinfo_lookup($host, (string) $port, $hints) or exit(1);
    array_push($addresses, ...$found);
}

foreach ($addresses as $address) {
    $socket = socket_addrinfo_connect($address);
    if ($socket === false) {
        continue; // try the next
    }
    socket_getpeername($socket, $ip, $its_port) or exit(1);
    socket_close($socket);
    break;
}

socket_close($sock);
