package dev.memjay.dns;

import dev.memjay.discovery.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks up the records of a name: by the search list, by name servers, and by the aliases that they answer with. */
final class RecordLookup {
    private static final int MAX_ALIASES = 16;
    private static final long MAX_SECONDS = Integer.MAX_VALUE;

    private final ResolverFiles files;
    private final NameServers nameServers = new NameServers();

    RecordLookup(ResolverFiles files) {
        this.files = files;
    }

    /**
     * The records under the first name that has any; none if it was answered that there are none.
     *
     * @param validFor the lowest time to live among them and the aliases on the way to them
     */
    record Found(List<Record> records, Duration validFor) {}

    /**
     * A name that can be asked for.
     *
     * @throws IllegalArgumentException if it is no name as DNS has them
     */
    static Name name(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\')) {
            throw new IllegalArgumentException("the name '" + text
                    + "' has a character that is not printable ASCII, or a backslash; write it in Punycode");
        }
        if (text.isEmpty() || text.equals(".") || text.equals("@")) {
            throw new IllegalArgumentException(
                    "the name '" + text + "' has no part; give the name of a host or service");
        }
        try {
            return Name.fromString(text);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(
                    "the name '" + text + "' cannot be looked up: " + e.getMessage()
                            + "; between dots there have to be 1 to 63 characters, and 253 in all",
                    e);
        }
    }

    /** Whether there is a name server to ask: the client was given one, or this machine has one. */
    boolean hasNameServers(Network network) throws IOException {
        return !servers(network, files.readResolvConf()).isEmpty();
    }

    /** The addresses that this machine's own file of hosts has for a name; empty for none. */
    List<String> hostsFile(String name) {
        return files.addresses(name);
    }

    /**
     * Asks for the records of one type or several.
     *
     * @param time of the look that this is part of
     * @throws IOException if one of the questions was not answered: with the answer for one type missing, half a fleet
     *     would pass for a whole one
     */
    Found find(Network network, LookTime time, Name name, int... types) throws IOException {
        ResolverFiles.ResolvConf machine = files.readResolvConf();
        List<InetSocketAddress> servers = servers(network, machine);
        for (Name absolute : machine.absoluteNames(name)) {
            List<Record> records = new ArrayList<>();
            long seconds = MAX_SECONDS;
            for (int type : types) {
                Message query = Message.newQuery(Record.newRecord(absolute, type, DClass.IN));
                Found found = read(nameServers.ask(servers, query, time), absolute, type);
                records.addAll(found.records());
                seconds = Math.min(seconds, found.validFor().toSeconds());
            }
            if (!records.isEmpty()) {
                return new Found(records, Duration.ofSeconds(seconds));
            }
        }
        return new Found(List.of(), Duration.ofSeconds(MAX_SECONDS));
    }

    private static List<InetSocketAddress> servers(Network network, ResolverFiles.ResolvConf machine) {
        if (network.nameServers().isEmpty()) {
            return machine.servers();
        }
        return network.nameServers().stream()
                .map(server -> new InetSocketAddress(server.host(), server.port()))
                .toList();
    }

    /** The records of the name itself, or of what the answer says it is an alias of. */
    private static Found read(Message answer, Name name, int type) throws IOException {
        if (answer.getRcode() == Rcode.NXDOMAIN) {
            return new Found(List.of(), Duration.ofSeconds(MAX_SECONDS));
        }
        List<Record> all = answer.getSection(Section.ANSWER);
        Name owner = name;
        long seconds = MAX_SECONDS;
        for (int alias = 0; alias <= MAX_ALIASES; alias++) {
            List<Record> own = of(all, owner, type);
            List<Record> aliases = of(all, owner, Type.CNAME);
            if (!own.isEmpty() || aliases.isEmpty()) {
                return new Found(own, Duration.ofSeconds(Math.min(seconds, seconds(own))));
            }
            seconds = Math.min(seconds, seconds(aliases));
            owner = ((CNAMERecord) aliases.get(0)).getTarget();
        }
        throw new IOException("the answer for " + Type.string(type) + " records of " + name + " goes through more than "
                + MAX_ALIASES + " aliases, or in a circle; the last is " + owner);
    }

    private static List<Record> of(List<Record> records, Name owner, int type) {
        return records.stream()
                .filter(record -> record.getType() == type
                        && record.getDClass() == DClass.IN
                        && record.getName().equals(owner))
                .toList();
    }

    /** The lowest time to live. RFC 2181: one with its top bit set is zero. */
    private static long seconds(List<Record> records) {
        return records.stream()
                .mapToLong(record -> record.getTTL() > MAX_SECONDS ? 0 : record.getTTL())
                .min()
                .orElse(MAX_SECONDS);
    }
}
