# A round of dalli's verbs: dalli_round.rb PORT. Ends with 1 and the verb's name where one answers wrongly.

require 'dalli'

SECONDS_TO_EXPIRE = 10
# An item of its own slab class: memcached 1.6.18 takes a number from 2^63 on for negative when it finds a minus sign
# behind it, and looks past the item, into what an earlier item left there.
ALONE = 'alone' * 50
BYTES = "\x00\r\nEND\r\nVALUE a 0 1\r\n\xff".b
Dalli.logger.level = Logger::ERROR

def check(verb, expected, found)
  abort "#{verb}: expected #{expected.inspect[0, 200]}, found #{found.inspect[0, 200]}" unless expected == found
end

# A store answers with the new cas number, and with false, nil or 0 where nothing was stored, by verb and version of dalli.
def stored(verb, expected, found)
  check verb, expected, found.is_a?(Integer) && found.positive?
end

def refused(verb, error)
  found = yield
  abort "#{verb}: expected #{error}, found #{found.inspect[0, 200]}"
rescue error
  nil
end

def storing(client)
  check 'get of no item', nil, client.get('a')
  stored 'set', true, client.set('a', BYTES, nil, raw: true)
  check 'get', BYTES, client.get('a', raw: true).b
  ['ñ', 12, nil, { 'b' => [1.5, :c] }].each do |value|
    client.set('typed', value)
    check "get of #{value.inspect}", value, client.get('typed')
  end
  stored 'add of an item', false, client.add('a', '2')
  stored 'add', true, client.add('b', '2', nil, raw: true)
  stored 'replace of no item', false, client.replace('c', '3')
  stored 'replace', true, client.replace('b', '3', nil, raw: true)
  check 'append', true, client.append('b', '4')
  check 'prepend', true, client.prepend('b', '2')
  check 'get after append and prepend', '234', client.get('b', raw: true)
  check 'append to no item', false, client.append('c', '4')
  check 'prepend to no item', false, client.prepend('c', '4')
  check 'fetch of no item', 'made', client.fetch('fetched') { 'made' }
  check 'fetch of an item', 'made', client.fetch('fetched') { 'again' }
end

def conditional(client)
  client.set('b', '1')
  value, unique = client.get_cas('b')
  check 'get_cas', '1', value
  stored 'set_cas with an old number', false, client.set_cas('b', '3', unique + 100_000)
  unique = client.set_cas('b', '2', unique)
  check 'set_cas', true, unique.positive?
  stored 'replace_cas with an old number', false, client.replace_cas('b', '3', unique + 100_000)
  unique = client.replace_cas('b', '3', unique)
  check 'replace_cas', true, unique.positive?
  stored 'cas', true, client.cas('b') { |old| "#{old}4" }
  stored 'cas against another writer', false, client.cas('b') { |_| client.set('b', '5') && '6' }
  check 'cas of no item', nil, client.cas('absent') { |_| '1' }
  found = client.get_multi_cas('b', 'absent')
  check 'get_multi_cas', [['b', '5']], found.map { |key, (item, _)| [key, item] }
  check 'delete_cas with an old number', false, client.delete_cas('b', 1_000_000_000) || false
  check 'delete_cas', true, client.delete_cas('b', found['b'][1])
end

def many(client)
  items = (0...500).to_h { |i| ["many#{i}", i.to_s * (i % 50)] }
  client.multi { items.each { |key, value| client.set(key, value) } }
  check 'get_multi', items, client.get_multi(items.keys + ['absent'])
  client.multi { items.each_key { |key| client.delete(key) } }
  check 'get_multi after quiet deletes', {}, client.get_multi(items.keys)
end

def counting(client)
  check 'incr of no item', nil, client.incr('n', 1)
  check 'incr with an initial value', 9, client.incr('n', 1, nil, 9)
  check 'incr', 10, client.incr('n', 1)
  check 'decr', 7, client.decr('n', 3)
  check 'decr below 0', 0, client.decr('n', 8)
  check 'decr with an initial value', 5, client.decr('m', 1, nil, 5)
  client.set(ALONE, '18446744073709551615', nil, raw: true)
  check 'incr over 64 bits', 1, client.incr(ALONE, 2)
  client.set('n', 'word', nil, raw: true)
  refused('incr of a word', Dalli::DalliError) { client.incr('n', 1) }
end

def ending(client)
  check 'delete', true, client.delete('a')
  check 'delete of no item', false, client.delete('a') || false
  client.set('a', '1', 1000)
  check 'touch', true, client.touch('a', 2000)
  check 'gat', '1', client.gat('a', 3000)
  client.delete('a')
  check 'touch of no item', false, client.touch('a', 1000) || false
  check 'gat of no item', nil, client.gat('a', 1000)
end

# Dalli turns absolute times of the past into the future, so this is the one that waits.
def expiring(client)
  %w[set touched got].each { |key| client.set(key, '1', key == 'set' ? 1 : 1000) }
  client.touch('touched', 1)
  client.gat('got', 1)
  deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + SECONDS_TO_EXPIRE
  until (left = client.get_multi('set', 'touched', 'got')).empty?
    late = Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline
    abort "get after expiry: still there after #{SECONDS_TO_EXPIRE} s: #{left.keys.join(' ')}" if late
    sleep 0.02
  end
end

def limits(client)
  key = 'k' * 250
  client.set(key, '1')
  check 'get of the longest key', '1', client.get(key)
  client.set('größe', '2')
  check 'get of a unicode key', '2', client.get('größe')
  large = 'v' * 1_000_000
  client.set('large', large, nil, raw: true, compress: false)
  check 'get of a large value', large, client.get('large', raw: true)
  compressible = 'again and ' * 200_000
  client.set('squeezed', compressible, nil, compress: true)
  check 'get of a compressed value', compressible, client.get('squeezed')
  refused('set of too large a value', Dalli::ValueOverMaxSize) { client.set('large', large + large, nil, raw: true, compress: false) }
end

# Dalli itself knows a limit of 1 MiB; told another, it leaves the refusal to the server.
def too_large(address)
  client = Dalli::Client.new(address, value_max_bytes: 100_000_000, socket_timeout: 10)
  refused('set of what the server refuses', Dalli::DalliError) do
    client.set('large', 'v' * 2_000_000, nil, raw: true, compress: false)
  end
  client.set('a', '1')
  check 'get after what the server refused', '1', client.get('a')
  client.close
end

def server_itself(client, address)
  check 'version', '1.', client.version[address][0, 2]
  check 'stats', true, client.stats[address]['cmd_set'].to_i.positive?
  check 'stats settings', true, client.stats(:settings)[address].key?('maxbytes')
  check 'stats items', true, client.stats(:items).key?(address)
  check 'reset_stats', true, client.reset_stats.all?
  check 'stats after reset_stats', '0', client.stats[address]['cmd_set']
  check 'alive!', false, client.alive!.nil?
  client.set('a', '1')
  check 'flush', [true], client.flush
  check 'get after flush', nil, client.get('a')
  client.close
  stored 'set after close', true, client.set('a', '1')
end

address = "127.0.0.1:#{ARGV[0]}"
client = Dalli::Client.new(address, socket_timeout: 10)
storing client
conditional client
many client
counting client
ending client
expiring client
limits client
too_large address
server_itself client, address
client.close
puts 'every verb answered as expected'
