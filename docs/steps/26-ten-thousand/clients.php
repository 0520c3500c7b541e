<?php
// The twin of docs/steps/26-ten-thousand/clients.rs.
//
//     php docs/steps/26-ten-thousand/clients.php

$port = (int) (getenv('PORT') ?: 8001);

$start = time();
for ($count = 0; $count < 6; $count++) {
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    while (!@socket_connect($socket, '127.0.0.1', $port)) {
        // The balancer may not be there yet.
        time() - $start < 10 or exit(1);
        usleep(50_000);
        $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    }
    socket_getsockname($socket, $ip, $own) or exit(1);
    echo "I am $ip:$own\n";
    $answer = socket_read($socket, 8192, PHP_NORMAL_READ);
    $answer === false and exit(1);
    echo $answer;
}
