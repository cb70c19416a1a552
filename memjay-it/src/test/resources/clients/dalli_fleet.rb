# Reads what another client stored on a fleet and stores for it to read, case by case, with dalli.
require 'json'
require 'dalli'

plan = JSON.parse(ARGV[0])
missing = []

plan['cases'].each do |kase|
  options = { socket_timeout: 60 }
  options[:namespace] = kase['namespace'] if kase['namespace']
  mc = Dalli::Client.new(kase['servers'], options)
  name = kase['prefix'] + kase['name']
  many = mc.get_multi(kase['numbers'].map { |number| "#{name}:java:key:#{number}" })
  kase['numbers'].each do |number|
    key = "key:#{number}"
    theirs = "#{name}:java:#{key}"
    expected = kase['elsewhere'].include?(number) ? nil : "value of #{key}"
    missing << "#{name} #{key}" unless mc.get(theirs) == expected
    missing << "#{name} #{key} (get_multi)" unless many[theirs] == expected
    missing << "#{name}: #{key} was not stored" unless mc.set("#{name}:theirs:#{key}", "value of #{key}", 0, raw: true)
  end
  mc.close
end

puts missing.empty? ? 'all found' : "not found: #{missing.join(', ')}"
exit(missing.empty? ? 0 : 1)
