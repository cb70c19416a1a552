package dev.memjay.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;

/**
 * What a machine's own files say of names: {@code resolv.conf} and {@code hosts}. Read anew each time, since they change
 * under running programs; a file that is not there is empty.
 */
record ResolverFiles(Path resolvConf, Path hosts) {
    static final ResolverFiles OF_THIS_MACHINE = new ResolverFiles(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));

    /** What is written there; lines without a value, at which dnsjava would fail, are left out. */
    ResolvConf readResolvConf() throws IOException {
        String whole = lines(resolvConf).stream()
                .filter(line -> line.strip().split("\\s+").length > 1)
                .collect(Collectors.joining("\n"));
        ResolvConf read = new ResolvConf();
        read.parseResolvConf(new ByteArrayInputStream(whole.getBytes(StandardCharsets.ISO_8859_1)));
        return read;
    }

    /**
     * All addresses that the file of hosts has for a name. dnsjava's own reader of that file gives the first of each kind.
     */
    List<String> addresses(String name) {
        String wanted = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        List<String> addresses = new ArrayList<>();
        for (String line : lines(hosts)) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
            for (int i = 1; i < words.length; i++) {
                if (words[i].equalsIgnoreCase(wanted) && !addresses.contains(words[0])) {
                    addresses.add(words[0]);
                }
            }
        }
        return addresses;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException notThere) {
            return List.of();
        }
    }

    /** The name servers, the search list and {@code ndots} of one {@code resolv.conf}. */
    static final class ResolvConf extends ResolvConfResolverConfigProvider {
        @Override
        protected void parseResolvConf(InputStream in) throws IOException {
            super.parseResolvConf(in);
        }

        /** The absolute names that a name may stand for, in the order to try them. */
        List<Name> absoluteNames(Name name) {
            if (name.isAbsolute()) {
                return List.of(name);
            }
            List<Name> names = new ArrayList<>();
            for (Name domain : searchPaths()) {
                if (!domain.equals(Name.root)) {
                    addJoined(names, name, domain);
                }
            }
            boolean asItIsFirst = name.labels() - 1 >= ndots();
            List<Name> asItIs = new ArrayList<>();
            addJoined(asItIs, name, Name.root);
            names.addAll(asItIsFirst ? 0 : names.size(), asItIs);
            return names;
        }

        private static void addJoined(List<Name> names, Name name, Name domain) {
            try {
                names.add(Name.concatenate(name, domain));
            } catch (NameTooLongException noName) {
                // There cannot be records of it.
            }
        }
    }
}
