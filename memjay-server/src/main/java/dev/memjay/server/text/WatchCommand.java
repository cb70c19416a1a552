package dev.memjay.server.text;

import dev.memjay.server.protocol.WatchLog;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code watch}: turns the connection into a stream of log lines. */
final class WatchCommand {
    private final Request request;

    WatchCommand(Request request) {
        this.request = request;
    }

    Commands.Next run() {
        request.readNoreply();
        if (!request.settings.watchEnabled()) {
            request.reply(Reply.line("CLIENT_ERROR watch commands not allowed"));
            return Commands.Next.NONE;
        }
        if (request.connection.pipelined()) {
            request.reply(Reply.line("ERROR cannot pipeline other commands before watch"));
            return Commands.Next.NONE;
        }
        Set<WatchLog.Kind> kinds = kinds();
        if (kinds == null) {
            request.reply(Reply.ERROR);
            return Commands.Next.NONE;
        }
        request.out.put(Reply.OK);
        request.state.watchLog().add(request.connection, kinds);
        return Commands.Next.IGNORE;
    }

    private @Nullable Set<WatchLog.Kind> kinds() {
        Line line = request.line;
        if (line.count() == 1) {
            return EnumSet.of(WatchLog.Kind.FETCHERS);
        }
        Set<WatchLog.Kind> kinds = EnumSet.noneOf(WatchLog.Kind.class);
        for (int word = 1; word < line.count(); word++) {
            WatchLog.Kind kind = kind(line.text(word));
            if (kind == null) {
                return null;
            }
            kinds.add(kind);
        }
        return kinds;
    }

    private WatchLog.@Nullable Kind kind(String word) {
        for (WatchLog.Kind kind : WatchLog.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind == WatchLog.Kind.DELETIONS && !request.dialect.metaSetExtras() ? null : kind;
            }
        }
        return null;
    }
}
