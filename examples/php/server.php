<?php
// The twin of examples/server.rs, in PHP: the same calls, lines and flags.
//
//     php examples/php/server.php [--clients N] [--zh]
//
// It listens on 127.0.0.1, port 8001; PORT changes the port (0: any free one).
//
// It serves one client at a time, as the article does, and waits for it without a limit:
// a client that connects and says nothing holds up all who come after it. chat.php shows a
// server that no client can hold up. Nothing else that a client does stops this one, nor
// does a signal or a lack of descriptors.

// ANCHOR: program
declare(strict_types=1);

const HELP = <<<'TEXT'
The article's server: serves five clients, one after another, on 127.0.0.1.

  --clients N  serve N clients
  --zh         speak Chinese
  --help       show this

PORT in the environment is the port: 8001 by default, 0 for any free one.
TEXT;

[$clients, $zh] = ['5', false];
for ($i = 1; $i < $argc; $i++) {
    match ($argv[$i]) {
        '--clients' => $clients = $argv[++$i] ?? '',
        '--zh' => $zh = true,
        '--help', '-h' => help(),
        default => refuse($argv[$i]),
    };
}
$clients = number($clients, PHP_INT_MAX, '--clients');
$ip = '127.0.0.1';
$port = number(getenv('PORT') === false ? '8001' : getenv('PORT'), 65535, 'PORT');

// ANCHOR: create
$sock = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
// ANCHOR_END: create

// The side that closes first, this one, keeps its old connections for a minute in
// the state TIME_WAIT. Without this option they would block the port, and the
// server could not be restarted at once. It does not let two servers listen on
// one port.
check(@socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1));

// ANCHOR: bind
check(@socket_bind($sock, $ip, $port));
check(@socket_listen($sock, 4));
// ANCHOR_END: bind

// Port 0 became a real one.
check(@socket_getsockname($sock, $ip, $port));
say("Listening on $ip port $port.", "正在监听 $ip 端口 {$port}。");

for ($count = 0; $count < $clients; $count++) {
    $msgsock = next_client($sock);
    // A client that breaks off is no reason to stop serving the next.
    if (!talk($msgsock)) {
        fwrite(STDERR, error_get_last()['message'] . "\n");
    }
    socket_close($msgsock);
}

socket_close($sock);

/** The next client. What a client or the system does meanwhile is no reason to end. */
function next_client(Socket $sock): Socket
{
    $reported = 0;
    while (($msgsock = @socket_accept($sock)) === false) {
        $code = socket_last_error(); // PHP does not keep this one with $sock
        // A signal came, or a client that has gone again: wait for the next.
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

function talk(Socket $msgsock): bool
{
    global $zh;

    $msg = $zh ? "测试成功\n" : "test successful\n";
    if (@socket_write($msgsock, $msg, strlen($msg)) === false) {
        return false;
    }
    say('Greeting sent.', '问候已发出。');

    // One read gives what has arrived, at most 8192 bytes. That need not be all the
    // client wrote: a stream has no messages. This server shows what came first.
    $buf = @socket_read($msgsock, 8192);
    if ($buf === false) {
        return false;
    }
    say("received: $buf", "收到: $buf");
    return true;
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

function say(string $english, string $chinese): void
{
    global $zh;

    echo $zh ? $chinese : $english, "\n";
}

function help(): never
{
    echo HELP, "\n";
    exit(0);
}

function refuse(string $argument): never
{
    fwrite(STDERR, "invalid option '$argument'\n");
    exit(1);
}

function number(string $text, int $most, string $name): int
{
    $range = ['options' => ['min_range' => 0, 'max_range' => $most]];
    $number = filter_var($text, FILTER_VALIDATE_INT, $range);
    if ($number === false) {
        fwrite(STDERR, "$name must be a number from 0 to $most\n");
        exit(1);
    }
    return $number;
}
// ANCHOR_END: program
