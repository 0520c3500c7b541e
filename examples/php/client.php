<?php
// The twin of examples/client.rs, in PHP: the same calls, lines and flags.
//
//     php examples/php/client.php [--zh]
//
// It connects to 127.0.0.1, port 8001; PORT changes the port.

// ANCHOR: all
declare(strict_types=1);

require __DIR__ . '/options.php';

const HELP = <<<'TEXT'
The article's client: sends two lines to the server on 127.0.0.1, prints the answer.

  --zh    print Chinese
  --help  show this

PORT in the environment is the server's port: 8001 by default.
TEXT;

[$port] = options(HELP);

// ANCHOR: program
$ip = '127.0.0.1';
$socket = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
say('OK.');

say('Trying to connect to %s port %s...', $ip, $port);
check(@socket_connect($socket, $ip, $port));
say('Connection OK.');

$message = "Ho\r\nfirst blood\r\n";
check(@socket_write($socket, $message, strlen($message)));
say('Sent to the server.');
say('What was sent: %s', $message);

// "" is the end: the server has closed.
while (($out = check(@socket_read($socket, 8192))) !== '') {
    say("The server's answer arrived.");
    say('What it says: %s', rtrim($out));
}

say('Closing the socket...');
socket_close($socket);
say('Closed.');
// ANCHOR_END: program

/** A socket function that fails returns false, never a number below 0. */
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
