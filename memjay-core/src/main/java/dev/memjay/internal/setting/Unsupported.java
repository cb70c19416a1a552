package dev.memjay.internal.setting;

import dev.memjay.model.Node;
import java.util.List;

/** What settings ask for together that cannot be had together, in words for the user. Empty text means nothing. */
public final class Unsupported {
    private static final String NOTHING = "";

    private Unsupported() {}

    public static String in(Settings settings) {
        boolean logsIn = Networks.logsIn(settings);
        boolean hasPassword = !settings.<String>get(Setting.PASSWORD).isEmpty();
        if (!logsIn && hasPassword) {
            return "there is a password but no user; give both, or neither";
        }
        if (logsIn && !hasPassword && settings.find(Setting.CREDENTIALS) == null) {
            return "there is a user but no password; give it in the URI behind the user, as memcached://user:password@host,"
                    + " or to the builder";
        }
        return in(settings.nodes(), logsIn, settings.isOn(Setting.TLS));
    }

    private static String in(List<Node> nodes, boolean logsIn, boolean tls) {
        for (Node node : nodes) {
            if (node.isUdp() && logsIn) {
                return "server '" + node
                        + "' is reached over UDP, over which nobody can log in; what would do is host:port";
            }
            if (node.isUdp() && tls) {
                return "server '" + node
                        + "' is reached over UDP, over which there is no TLS; what would do is host:port";
            }
        }
        return NOTHING;
    }
}
