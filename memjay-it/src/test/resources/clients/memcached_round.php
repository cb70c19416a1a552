<?php
// A round of php-memcached's verbs in text and in binary: memcached_round.php PORT.
// Ends with 1 and the verb's name where one answers wrongly.

error_reporting(E_ALL & ~E_WARNING); // what is refused also warns; the result code is looked at in its place

// An absolute time long gone, so that nothing has to wait for an item to expire.
const PAST = 30 * 24 * 3600 + 1;
const BYTES = "\x00\r\nEND\r\nVALUE a 0 1\r\n\xff";
$protocol = '';

function check(string $verb, $expected, $found): void
{
    if ($expected !== $found) {
        global $protocol;
        $shown = fn($value) => substr(var_export($value, true), 0, 200);
        echo "$protocol $verb: expected {$shown($expected)}, found {$shown($found)}\n";
        exit(1);
    }
}

/** The codes are those of the text and of the binary protocol, where they differ. */
function refused(string $verb, Memcached $m, $found, int $code, ?int $binaryCode = null): void
{
    global $protocol;
    check($verb, false, $found);
    check("$verb (result code)", $protocol === 'binary' ? $binaryCode ?? $code : $code, $m->getResultCode());
}

function storing(Memcached $m): void
{
    refused('get of no item', $m, $m->get('a'), Memcached::RES_NOTFOUND);
    check('set', true, $m->set('a', BYTES));
    check('get', BYTES, $m->get('a'));
    foreach (['ñ', 12, 1.5, true, false, null, '', [1, ['b' => null]]] as $value) {
        check('set of ' . json_encode($value), true, $m->set('typed', $value));
        check('get of ' . json_encode($value), $value, $m->get('typed'));
        check('result of ' . json_encode($value), Memcached::RES_SUCCESS, $m->getResultCode());
    }
    $m->setOption(Memcached::OPT_COMPRESSION, false); // append wants this
    refused('add of an item', $m, $m->add('a', '2'), Memcached::RES_NOTSTORED, Memcached::RES_DATA_EXISTS);
    check('add', true, $m->add('b', '2'));
    refused('replace of no item', $m, $m->replace('c', '3'), Memcached::RES_NOTSTORED, Memcached::RES_NOTFOUND);
    check('replace', true, $m->replace('b', '3'));
    check('append', true, $m->append('b', '4'));
    check('prepend', true, $m->prepend('b', '2'));
    check('get after append and prepend', '234', $m->get('b'));
    refused('append to no item', $m, $m->append('c', '4'), Memcached::RES_NOTSTORED);
    refused('prepend to no item', $m, $m->prepend('c', '4'), Memcached::RES_NOTSTORED);
    $m->setOption(Memcached::OPT_COMPRESSION, true);
    check('get with a callback', 'made', $m->get('made', function ($m, $key, &$value) {
        $value = 'made';
        return true;
    }));
    check('setByKey', true, $m->setByKey('server', 'keyed', 1));
    check('getByKey', 1, $m->getByKey('server', 'keyed'));
    check('deleteByKey', true, $m->deleteByKey('server', 'keyed'));
}

function conditional(Memcached $m): void
{
    $m->set('b', '1');
    $found = $m->get('b', null, Memcached::GET_EXTENDED);
    check('get extended', '1', $found['value']);
    check('cas', true, $m->cas($found['cas'], 'b', '2'));
    refused('cas with an old number', $m, $m->cas($found['cas'], 'b', '3'), Memcached::RES_DATA_EXISTS);
    check('get after cas', '2', $m->get('b'));
    refused('cas of no item', $m, $m->cas($found['cas'], 'c', '3'), Memcached::RES_NOTFOUND);
    $m->setOption(Memcached::OPT_USER_FLAGS, 77);
    $m->set('b', '3');
    check('user flags', 77, $m->get('b', null, Memcached::GET_EXTENDED)['flags']);
    $m->setOption(Memcached::OPT_USER_FLAGS, -1);
}

function many(Memcached $m): void
{
    $items = [];
    for ($i = 0; $i < 500; $i++) {
        $items["many$i"] = str_repeat("$i", $i % 50);
    }
    $keys = array_keys($items);
    check('setMulti', true, $m->setMulti($items));
    $expected = $items + ['absent' => null];
    check('getMulti', $expected, $m->getMulti([...$keys, 'absent'], Memcached::GET_PRESERVE_ORDER));
    check('getDelayed', true, $m->getDelayed(['many1', 'many2', 'absent'], true));
    $fetched = array_column($m->fetchAll(), 'value', 'key');
    ksort($fetched);
    check('fetchAll', ['many1' => '1', 'many2' => '22'], $fetched);
    check('deleteMulti', array_fill_keys($keys, true), $m->deleteMulti($keys));
    check('getMulti after deleteMulti', [], $m->getMulti($keys));
}

function counting(Memcached $m, bool $binary): void
{
    refused('increment of no item', $m, $m->increment('n'), Memcached::RES_NOTFOUND);
    if ($binary) { // text has no initial value
        check('increment with an initial value', 9, $m->increment('n', 1, 9));
        check('decrement with an initial value', 5, $m->decrement('m', 1, 5));
    } else {
        $m->set('n', 9);
    }
    check('increment', 10, $m->increment('n'));
    check('decrement', 7, $m->decrement('n', 3));
    check('decrement below 0', 0, $m->decrement('n', 8));
    $m->set('n', 'word');
    check('increment of a word', false, $m->increment('n'));
    check('set after increment of a word', true, $m->set('n', 1));
}

function ending(Memcached $m): void
{
    check('delete', true, $m->delete('a'));
    refused('delete of no item', $m, $m->delete('a'), Memcached::RES_NOTFOUND);
    check('set that has expired', true, $m->set('a', '1', PAST));
    refused('get after expiry', $m, $m->get('a'), Memcached::RES_NOTFOUND);
    check('set with a time', true, $m->set('a', '1', 1000));
    check('touch', true, $m->touch('a', 2000));
    check('get after touch', '1', $m->get('a'));
    check('touch into the past', true, $m->touch('a', PAST));
    refused('get after touch into the past', $m, $m->get('a'), Memcached::RES_NOTFOUND);
    refused('touch of no item', $m, $m->touch('a', 1000), Memcached::RES_NOTFOUND);
}

function limits(Memcached $m): void
{
    $key = str_repeat('k', 250);
    check('set of the longest key', true, $m->set($key, '1'));
    check('get of the longest key', '1', $m->get($key));
    $m->setOption(Memcached::OPT_COMPRESSION, false);
    $large = str_repeat('v', 1000000);
    check('set of a large value', true, $m->set('large', $large));
    check('get of a large value', $large, $m->get('large'));
    refused('set of too large a value', $m, $m->set('large', $large . $large), Memcached::RES_E2BIG);
    check('set after too large a value', true, $m->set('a', '1'));
    check('get after too large a value', '1', $m->get('a'));
    $m->setOption(Memcached::OPT_COMPRESSION, true);
    $compressible = str_repeat('again and ', 200000);
    check('set of a compressed value', true, $m->set('squeezed', $compressible));
    check('get of a compressed value', $compressible, $m->get('squeezed'));
}

function serverItself(Memcached $m, string $address): void
{
    check('getVersion', '1.', substr($m->getVersion()[$address], 0, 2));
    check('getStats', true, $m->getStats()[$address]['cmd_set'] > 0);
    check('getStats settings', true, isset($m->getStats('settings')[$address]['maxbytes']));
    $m->set('a', '1');
    check('flush', true, $m->flush());
    refused('get after flush', $m, $m->get('a'), Memcached::RES_NOTFOUND);
    check('quit', true, $m->quit());
    check('set after quit', true, $m->set('a', '1'));
    $m->flush();
}

/** Quiet commands: libmemcached gathers them and asks for no reply. */
function withoutWaiting(Memcached $m): void
{
    $m->setOption(Memcached::OPT_NOREPLY, true);
    $m->setOption(Memcached::OPT_BUFFER_WRITES, true);
    for ($i = 1; $i <= 100; $i++) {
        $m->set("quiet$i", $i);
    }
    $m->delete('quiet100');
    $m->flushBuffers();
    check('get of what was set without reply', 99, $m->get('quiet99'));
    check('get of what was deleted without reply', false, $m->get('quiet100'));
}

$port = (int) $argv[1];
foreach ([false, true] as $binary) {
    $protocol = $binary ? 'binary' : 'text';
    $m = new Memcached();
    $m->setOptions([
        Memcached::OPT_BINARY_PROTOCOL => $binary,
        Memcached::OPT_TCP_NODELAY => true,
        Memcached::OPT_CONNECT_TIMEOUT => 10000,
        Memcached::OPT_RECV_TIMEOUT => 10000000,
    ]);
    $m->addServer('127.0.0.1', $port);
    storing($m);
    conditional($m);
    many($m);
    counting($m, $binary);
    ending($m);
    limits($m);
    serverItself($m, "127.0.0.1:$port");
    withoutWaiting($m);
    $m->quit();
}
echo "every verb answered as expected\n";
