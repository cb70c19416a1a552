package dev.memjay.opentelemetry;

import dev.memjay.model.Node;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.List;

/** The attributes of spans and of the histogram: those of the stable conventions for databases, and Memjay's own. */
final class CallAttributes {
    static final String MEMCACHED = "memcached";

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("db.operation.batch.size");
    static final AttributeKey<String> QUERY = AttributeKey.stringKey("db.query.text");
    static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> KEYSPACE = AttributeKey.stringKey("memjay.keyspace");
    static final AttributeKey<Long> KEYS = AttributeKey.longKey("memjay.keys");
    static final AttributeKey<Long> HITS = AttributeKey.longKey("memjay.hits");
    static final AttributeKey<Long> MISSES = AttributeKey.longKey("memjay.misses");
    static final AttributeKey<Long> STALE = AttributeKey.longKey("memjay.stale");
    static final AttributeKey<Long> RETRIES = AttributeKey.longKey("memjay.retries");
    static final AttributeKey<Boolean> SWALLOWED = AttributeKey.booleanKey("memjay.swallowed");

    /** Characters: some eight keys of the greatest length that memcached allows. */
    private static final int MAX_QUERY = 2_000;

    private CallAttributes() {}

    /** Host and port; the path alone for a UNIX socket. */
    static Attributes server(Node node) {
        return node.isUnix()
                ? Attributes.of(ADDRESS, node.host())
                : Attributes.of(ADDRESS, node.host(), PORT, (long) node.port());
    }

    /** The operation and its keys, of which those that are too many are counted only. */
    static String query(String operation, List<String> keys) {
        StringBuilder text = new StringBuilder(operation);
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            if (text.length() + 1 + key.length() > MAX_QUERY) {
                return text.append(" and ")
                        .append(keys.size() - i)
                        .append(" more")
                        .toString();
            }
            text.append(' ').append(key);
        }
        return text.toString();
    }
}
