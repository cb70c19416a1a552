package dev.memjay.internal.setting;

import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.talk.LoginSettings;
import dev.memjay.internal.connection.talk.LoginSettings.Method;
import dev.memjay.internal.connection.transport.Names;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TlsSettings;
import dev.memjay.model.Credentials;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the settings say about the way to the servers, as the connections want to hear it. */
public final class Networks {
    /** What the setting loginMethod may be. */
    static final List<String> LOGIN_METHODS =
            Arrays.stream(Method.values()).map(Method::toString).toList();

    private Networks() {}

    /**
     * @param names whom to ask for the addresses of servers
     */
    public static NetworkSettings of(Settings settings, Names names) {
        return new NetworkSettings(
                socket(settings), settings.isOn(Setting.TLS) ? tls(settings) : null, login(settings), names);
    }

    private static SocketSettings socket(Settings settings) {
        return new SocketSettings(
                settings.isOn(Setting.NO_DELAY),
                settings.isOn(Setting.KEEP_ALIVE),
                settings.number(Setting.SEND_BUFFER),
                settings.number(Setting.RECEIVE_BUFFER),
                wholeSeconds(settings.duration(Setting.KEEP_ALIVE_IDLE)),
                wholeSeconds(settings.duration(Setting.KEEP_ALIVE_INTERVAL)),
                settings.number(Setting.KEEP_ALIVE_COUNT),
                settings.number(Setting.LINGER),
                settings.number(Setting.TRAFFIC_CLASS),
                settings.get(Setting.LOCAL_ADDRESS));
    }

    private static TlsSettings tls(Settings settings) {
        return new TlsSettings(
                settings.get(Setting.TLS_TRUST),
                settings.get(Setting.TLS_TRUST_PASSWORD),
                settings.get(Setting.TLS_CERTIFICATE),
                settings.get(Setting.TLS_KEY),
                settings.get(Setting.TLS_KEY_PASSWORD),
                settings.isOn(Setting.TLS_HOST_NAME_CHECK),
                settings.get(Setting.TLS_SERVER_NAME),
                list(settings.get(Setting.TLS_PROTOCOLS)),
                list(settings.get(Setting.TLS_CIPHERS)));
    }

    private static List<String> list(String commaSeparated) {
        return commaSeparated.isBlank()
                ? List.of()
                : Arrays.stream(commaSeparated.split(",")).map(String::strip).toList();
    }

    private static @Nullable LoginSettings login(Settings settings) {
        if (!logsIn(settings)) {
            return null;
        }
        Supplier<Credentials> supplier = supplier(settings);
        if (supplier != null) {
            return new LoginSettings(supplier, method(settings));
        }
        Credentials fixed = Credentials.of(settings.get(Setting.USER), settings.get(Setting.PASSWORD));
        return new LoginSettings(() -> fixed, method(settings));
    }

    /** Whether there is somebody to log in. */
    static boolean logsIn(Settings settings) {
        return supplier(settings) != null || !settings.<String>get(Setting.USER).isEmpty();
    }

    @SuppressWarnings("unchecked") // the builder's method takes nothing else
    private static @Nullable Supplier<Credentials> supplier(Settings settings) {
        return (Supplier<Credentials>) settings.find(Setting.CREDENTIALS);
    }

    private static Method method(Settings settings) {
        String name = settings.get(Setting.LOGIN_METHOD);
        Method method = Arrays.stream(Method.values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow();
        boolean isText = !settings.<String>get(Setting.PROTOCOL).equals("binary");
        return method == Method.AUTO && isText ? Method.ASCII : method;
    }

    private static int wholeSeconds(Duration duration) {
        return (int) duration.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
