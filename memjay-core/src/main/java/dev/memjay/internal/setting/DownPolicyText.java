package dev.memjay.internal.setting;

import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Policies for down nodes as text: a name, and what the policy has to know behind colons. */
public final class DownPolicyText {
    static final String FORMS = "fail_fast, rehash[:TTL], replica[:COPIES] or gutter:TTL:HOST[:PORT][,HOST...]";

    private static final String GUTTER = "gutter:";

    private DownPolicyText() {}

    /** The policy, or null when the text is none. */
    static @Nullable DownNodePolicy parse(String text) {
        try {
            if (text.startsWith(GUTTER)) {
                return gutter(text.substring(GUTTER.length()));
            }
            int colon = text.indexOf(':');
            String argument = colon < 0 ? null : text.substring(colon + 1);
            return switch (colon < 0 ? text : text.substring(0, colon)) {
                case "fail_fast" -> argument == null ? DownNodePolicy.FAIL_FAST : null;
                case "rehash" -> argument == null ? DownNodePolicy.REHASH : rehash(argument);
                case "replica" ->
                    argument == null ? DownNodePolicy.REPLICA : DownNodePolicy.replica(Integer.parseInt(argument));
                default -> null;
            };
        } catch (IllegalArgumentException outOfBounds) {
            return null;
        }
    }

    private static @Nullable DownNodePolicy rehash(String ttl) {
        Duration longest = DurationText.parse(ttl);
        return longest == null ? null : DownNodePolicy.rehash(longest);
    }

    private static @Nullable DownNodePolicy gutter(String arguments) {
        int colon = arguments.indexOf(':');
        Duration ttl = colon < 0 ? null : DurationText.parse(arguments.substring(0, colon));
        return ttl == null
                ? null
                : DownNodePolicy.gutter(ttl, ServerText.parseList(arguments.substring(colon + 1), true));
    }

    /** The text that {@link #parse} reads again. */
    static String of(DownNodePolicy policy) {
        if (policy instanceof DownNodePolicy.Rehash rehash) {
            return "rehash:" + DurationText.of(rehash.longestTtl());
        } else if (policy instanceof DownNodePolicy.Replica replica) {
            return "replica:" + replica.copies();
        } else if (policy instanceof DownNodePolicy.Gutter gutter) {
            return GUTTER + DurationText.of(gutter.ttl()) + ":" + servers(gutter.spares());
        }
        return "fail_fast";
    }

    private static String servers(List<Node> nodes) {
        return nodes.stream()
                .map(node -> node.weight() == 1 ? node.toString() : node + ":" + node.weight())
                .collect(Collectors.joining(","));
    }
}
