<?php
// The twin of examples/server.rs, in PHP: the same calls, lines and flags.
//
//     php examples/php/server.php [--clients N] [--zh]
//
// It listens on 127.0.0.1, port 8001; PORT changes the port (0: any free one).
//
// It serves one client at a time, as the article does, and waits for it without a limit:
// a client that connects and sends nothing blocks all clients after it. chat.php shows a
// server that no client can block. Nothing else that a client does stops this one, nor
// does a signal or a lack of descriptors.

// ANCHOR: all
declare(strict_types=1);

require __DIR__ . '/options.php';

const HELP = <<<'TEXT'
The article's server: serves five clients, one after another, on 127.0.0.1.

  --clients N  serve N clients
  --zh         print Chinese
  --help       show this

PORT in the environment is the port: 8001 by default, 0 for any free one.
TEXT;

[$port, $clients] = options(HELP, clients: '5');

// ANCHOR: program
$ip = '127.0.0.1';
// ANCHOR: create
$sock = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
// ANCHOR_END: create
// Lets you start it again at once; step 13 says why.
check(@socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1));
// ANCHOR: bind
check(@socket_bind($sock, $ip, $port));
check(@socket_listen($sock, 4));
// ANCHOR_END: bind
check(@socket_getsockname($sock, $ip, $port));
say('Listening on %s port %s.', $ip, $port);

for ($count = 0; $count < $clients; $count++) {
    $msgsock = next_client($sock);
    if (!talk($msgsock)) { // then serve the next client
        fwrite(STDERR, error_get_last()['message'] . "\n");
    }
    socket_close($msgsock);
}
socket_close($sock);

function talk(Socket $msgsock): bool
{
    $msg = text("test successful\n");
    if (@socket_write($msgsock, $msg, strlen($msg)) === false) {
        return false;
    }
    say('Greeting sent.');

    // What has arrived: not always all that the client wrote.
    if (($buf = @socket_read($msgsock, 8192)) === false) {
        return false;
    }
    say('received: %s', $buf);
    return true;
}
// ANCHOR_END: program

/** The next client. What a client or the system does meanwhile is no reason to end. */
function next_client(Socket $sock): Socket
{
    $reported = 0;
    while (($msgsock = @socket_accept($sock)) === false) {
        $code = socket_last_error(); // PHP does not keep this one with $sock
        // A signal came, or a client that has closed again: wait for the next.
        if ($code === SOCKET_EINTR || $code === SOCKET_ECONNABORTED) {
            continue;
        }
        // Most often there is no descriptor left. The client stays in the queue and
        // accept fails at once, so without a pause this loop would keep a CPU busy.
        if ($code !== $reported) {
            fwrite(STDERR, error_get_last()['message'] . "\n");
            $reported = $code;
        }
        if ($code === SOCKET_EINVAL) {
            exit(1); // this socket does not listen
        }
        usleep(100_000);
    }
    return $msgsock;
}

/** A socket function fails with false, never with a number below 0. */
function check(mixed $result): mixed
{
    if ($result === false) {
        // PHP's words: the function that failed, and the reason.
        fwrite(STDERR, error_get_last()['message'] . "\n");
        exit(1);
    }
    return $result;
}
// ANCHOR_END: all
