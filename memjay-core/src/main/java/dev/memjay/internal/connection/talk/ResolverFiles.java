package dev.memjay.internal.connection.talk;

import dev.memjay.model.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a machine's own files say of names: {@code resolv.conf} and {@code hosts}. Read anew each time, since they are
 * changed under running programs; a file that is not there is empty.
 *
 * @param nameServers in the order to ask them
 * @param search what may be put behind a name, in this order
 * @param dots how many dots make a name be tried as it is first
 */
record ResolverFiles(List<Node> nameServers, List<String> search, int dots) {
    private static final int NAME_SERVER_PORT = 53;

    static ResolverFiles read(Path resolvConf) {
        return parse(lines(resolvConf));
    }

    static ResolverFiles parse(List<String> lines) {
        List<Node> nameServers = new ArrayList<>();
        List<String> search = List.of();
        int dots = 1;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words.length < 2) {
                continue;
            }
            switch (words[0]) {
                case "nameserver" -> nameServers.add(Node.of(words[1], NAME_SERVER_PORT));
                case "search", "domain" -> search = List.of(words).subList(1, words.length);
                case "options" -> dots = dots(words, dots);
                default -> {}
            }
        }
        return new ResolverFiles(nameServers, search, dots);
    }

    private static int dots(String[] options, int usual) {
        for (String option : options) {
            if (option.matches("ndots:\\d{1,2}")) {
                return Integer.parseInt(option.substring("ndots:".length()));
            }
        }
        return usual;
    }

    /** The absolute names that a name may stand for, in the order to try them. */
    List<String> absoluteNames(String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> names = new ArrayList<>();
        for (String domain : search) {
            if (!domain.equals(".")) {
                names.add(name + "." + (domain.endsWith(".") ? domain : domain + "."));
            }
        }
        boolean asItIsFirst = name.chars().filter(c -> c == '.').count() >= dots;
        names.add(asItIsFirst ? 0 : names.size(), name + ".");
        return names;
    }

    /** The addresses that a file of hosts has for a name. */
    static List<String> addresses(Path hosts, String name) {
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
}
