<?php
// The twin of docs/steps/26-ten-thousand/processes.rs.
//
//     php docs/steps/26-ten-thousand/processes.php

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEPORT, 1) or exit(1); // before it has the port
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
echo 'pid ', getmypid(), " listens on 127.0.0.1 port $port.\n";

$answer = 'pid ' . getmypid() . "\n";
while (true) {
    $msgsock = @socket_accept($sock);
    if ($msgsock === false) {
        fwrite(STDERR, error_get_last()['message'] . "\n");
        usleep(100_000);
        continue;
    }
    @socket_write($msgsock, $answer); // it may have left
    socket_close($msgsock);
}
