package dev.memjay.spring.boot;

import dev.memjay.MemjayBuilder;
import dev.memjay.model.FailurePolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The client's settings, as {@code memjay.*}; what is null keeps its default.
 *
 * <p>Written from the declarations of the settings by {@code MemjayPropertiesTest} with {@code -Dmemjay.writeDocs=true}.
 */
@ConfigurationProperties("memjay")
public class MemjayProperties {
    /** A connection URI with servers and settings, which the properties below override. */
    private @Nullable String uri;

    /** The servers; in a URI its hosts, with weights=1,2,... Their order matters to some placements. Bounds: host, host:port or host:port:weight, separated by commas, each once. */
    private @Nullable List<String> servers;

    /** The longest time between two looks for the servers; times to live and lost connections shorten it. Bounds: 100ms to 1d. */
    private @Nullable Duration discoveryInterval;

    /** Whom to ask for DNS records, by the discovery and for nodes known by name; empty for this machine's name servers by the discovery, and the Java platform for nodes. Bounds: addresses, as host or host:port, separated by commas. */
    private @Nullable String nameServers;

    /** How long opening a connection may take: resolving the name, connecting, and what is said first. Bounds: 1ms to 1h. */
    private @Nullable Duration connectTimeout;

    /** How long a call may take, from its start to its answer. Bounds: 1ms to 1h. */
    private @Nullable Duration timeout;

    /** Connections that there may be to each server; more than one is opened only when it is of use. Bounds: 1 to 64. */
    private @Nullable Integer connectionsPerServer;

    /** Operations that one connection may have without an answer. Bounds: 16 to 1048576, a power of two. */
    private @Nullable Integer maxInFlight;

    /** Bytes of requests that one connection may have without an answer. Bounds: 65536 to 4294967296. */
    private @Nullable DataSize maxInFlightBytes;

    /** Bytes that the compressed values of one call for several keys may expand to, all together. Bounds: 1048576 to 68719476736. */
    private @Nullable DataSize maxExpandedBytes;

    /** Whether a call that finds its connection full waits for room, at most for its timeout, instead of failing. */
    private @Nullable Boolean waitWhenFull;

    /** TCP_NODELAY: small packets leave at once. */
    private @Nullable Boolean noDelay;

    /** SO_KEEPALIVE: the kernel probes idle connections. */
    private @Nullable Boolean keepAlive;

    /** SO_SNDBUF of each socket; 0 leaves the choice to the operating system. Bounds: 0 to 67108864. */
    private @Nullable Integer sendBuffer;

    /** SO_RCVBUF of each socket; 0 leaves the choice to the operating system. Bounds: 0 to 67108864. */
    private @Nullable Integer receiveBuffer;

    /** TCP_KEEPIDLE: how long a connection is idle before the first probe; 0s leaves it to the operating system. Bounds: 0s to 32767s. */
    private @Nullable Duration keepAliveIdle;

    /** TCP_KEEPINTVL: the time between two probes; 0s leaves it to the operating system. Bounds: 0s to 32767s. */
    private @Nullable Duration keepAliveInterval;

    /** TCP_KEEPCNT: probes without an answer that end the connection; 0 leaves it to the operating system. Bounds: 0 to 127. */
    private @Nullable Integer keepAliveCount;

    /** SO_LINGER: how long closing goes on sending, 0 to reset at once; -1 leaves it to the operating system. Bounds: -1 to 65535. */
    private @Nullable Integer linger;

    /** IP_TOS: the byte that marks packets for routers; 0 for none. Bounds: 0 to 255. */
    private @Nullable Integer trafficClass;

    /** The address to connect from; empty leaves it to the operating system. Bounds: an address or a host name of this machine. */
    private @Nullable String localAddress;

    /** Whether TCP connections speak TLS; memcacheds:// sets it. */
    private @Nullable Boolean tls;

    /** Certificates of those whose signature under a server's is trusted; empty for the Java platform's. Bounds: the path of a PEM file or a key store. */
    private @Nullable String tlsTrust;

    /** Password of tlsTrust, where it is a key store. Bounds: text. */
    private @Nullable String tlsTrustPassword;

    /** This client's certificate and its chain, for servers that ask for one. Bounds: the path of a PEM file or a key store. */
    private @Nullable String tlsCertificate;

    /** Private key of tlsCertificate; empty when it is in the same file. Bounds: the path of a PEM file. */
    private @Nullable String tlsKey;

    /** Password of the private key, or of tlsCertificate's key store. Bounds: text. */
    private @Nullable String tlsKeyPassword;

    /** Whether a server's certificate has to be for the host that the client asked for. */
    private @Nullable Boolean tlsHostNameCheck;

    /** The name that servers are asked for by SNI and have in their certificates; empty for each one's host. Bounds: a host name. */
    private @Nullable String tlsServerName;

    /** Versions of TLS; empty for the Java platform's. Bounds: names such as TLSv1.3, separated by commas. */
    private @Nullable String tlsProtocols;

    /** Cipher suites; empty for the Java platform's. Bounds: names such as TLS_AES_128_GCM_SHA256, separated by commas. */
    private @Nullable String tlsCiphers;

    /** Who logs in; empty for nobody. Bounds: text. */
    private @Nullable String user;

    /** With which password; shown as ***. Bounds: text. */
    private @Nullable String password;

    /** How to log in: auto is ascii in the text protocols, and in binary the best that is offered, but plain only under TLS or on this machine. Bounds: auto, ascii, sasl, plain, cram-md5 or scram-sha-256. */
    private @Nullable String loginMethod;

    /** The longest pause between two attempts to connect; pauses start short, grow, and vary at random. Bounds: 1ms to 5m. */
    private @Nullable Duration reconnectPause;

    /** What the caller sees when a call fails for a reason outside the caller. Bounds: throw, miss_reads or miss. */
    private @Nullable FailurePolicy failurePolicy;

    /** Who serves the keys of a node that is down. Bounds: fail_fast, rehash[:TTL], replica[:COPIES] or gutter:TTL:HOST[:PORT][,HOST...]. */
    private @Nullable String downNodePolicy;

    /** Failures in a row after which a node is down. Bounds: 1 to 1000000. */
    private @Nullable Integer failureLimit;

    /** How long a node is backed off after a failure that does not yet make it down. Bounds: 0s to 1d. */
    private @Nullable Duration retryTimeout;

    /** How long a node that is down is backed off at least. Bounds: 0s to 1d. */
    private @Nullable Duration deadTimeout;

    /** The longest pause between two probes of a node that is down; pauses start short, double, and vary at random. Bounds: 0s to 1d. */
    private @Nullable Duration probePause;

    /** Whether a node can be down at all; without that it is only backed off after each failure. */
    private @Nullable Boolean autoEject;

    /** What becomes of keys that are too long or not printable ASCII. Bounds: reject, utf8, binary or hash. */
    private @Nullable String keyPolicy;

    /** Put before every key of every keyspace; takes part in placement. Bounds: text. */
    private @Nullable String prefix;

    /** Put before everything else in a key; takes part in placement only with hashNamespace. Bounds: at most 127 characters, printable ASCII without spaces. */
    private @Nullable String namespace;

    /** Whether the namespace takes part in placement. */
    private @Nullable Boolean hashNamespace;

    /** Time to live of values that are stored without one. Bounds: longer than zero, or never (Memjay.NEVER). */
    private @Nullable String ttl;

    /** Which node a key belongs to; the default is the ring that other languages' clients have too. Bounds: modula, consistent, ketama, ketama-weighted, ketama-spy, virtual-bucket, random, rendezvous, spymemcached-ketama, spymemcached-array, xmemcached-array, xmemcached-ketama, folsom, twemproxy-ketama or dalli. */
    private @Nullable String placement;

    /** The protocol to speak; auto finds out, for each node, whether it knows meta, and speaks classic if not. Bounds: auto, meta, classic or binary. */
    private @Nullable String protocol;

    /** Whether calls are counted and timed. */
    private @Nullable Boolean metrics;

    /** Gives the builder what is set. */
    void applyTo(MemjayBuilder builder) {
        if (uri != null) {
            builder.uri(uri);
        }
        if (servers != null) {
            builder.servers(servers.toArray(String[]::new));
        }
        if (discoveryInterval != null) {
            builder.discoveryInterval(discoveryInterval);
        }
        if (nameServers != null) {
            builder.set("nameServers", nameServers);
        }
        if (connectTimeout != null) {
            builder.connectTimeout(connectTimeout);
        }
        if (timeout != null) {
            builder.timeout(timeout);
        }
        if (connectionsPerServer != null) {
            builder.connectionsPerServer(connectionsPerServer);
        }
        if (maxInFlight != null) {
            builder.maxInFlight(maxInFlight);
        }
        if (maxInFlightBytes != null) {
            builder.maxInFlightBytes(maxInFlightBytes.toBytes());
        }
        if (maxExpandedBytes != null) {
            builder.maxExpandedBytes(maxExpandedBytes.toBytes());
        }
        if (waitWhenFull != null) {
            builder.waitWhenFull(waitWhenFull);
        }
        if (noDelay != null) {
            builder.noDelay(noDelay);
        }
        if (keepAlive != null) {
            builder.keepAlive(keepAlive);
        }
        if (sendBuffer != null) {
            builder.sendBuffer(sendBuffer);
        }
        if (receiveBuffer != null) {
            builder.receiveBuffer(receiveBuffer);
        }
        if (keepAliveIdle != null) {
            builder.keepAliveIdle(keepAliveIdle);
        }
        if (keepAliveInterval != null) {
            builder.keepAliveInterval(keepAliveInterval);
        }
        if (keepAliveCount != null) {
            builder.keepAliveCount(keepAliveCount);
        }
        if (linger != null) {
            builder.linger(linger);
        }
        if (trafficClass != null) {
            builder.trafficClass(trafficClass);
        }
        if (localAddress != null) {
            builder.set("localAddress", localAddress);
        }
        if (tls != null) {
            builder.tls(tls);
        }
        if (tlsTrust != null) {
            builder.set("tlsTrust", tlsTrust);
        }
        if (tlsTrustPassword != null) {
            builder.set("tlsTrustPassword", tlsTrustPassword);
        }
        if (tlsCertificate != null) {
            builder.set("tlsCertificate", tlsCertificate);
        }
        if (tlsKey != null) {
            builder.set("tlsKey", tlsKey);
        }
        if (tlsKeyPassword != null) {
            builder.set("tlsKeyPassword", tlsKeyPassword);
        }
        if (tlsHostNameCheck != null) {
            builder.tlsHostNameCheck(tlsHostNameCheck);
        }
        if (tlsServerName != null) {
            builder.set("tlsServerName", tlsServerName);
        }
        if (tlsProtocols != null) {
            builder.set("tlsProtocols", tlsProtocols);
        }
        if (tlsCiphers != null) {
            builder.set("tlsCiphers", tlsCiphers);
        }
        if (user != null) {
            builder.set("user", user);
        }
        if (password != null) {
            builder.set("password", password);
        }
        if (loginMethod != null) {
            builder.set("loginMethod", loginMethod);
        }
        if (reconnectPause != null) {
            builder.reconnectPause(reconnectPause);
        }
        if (failurePolicy != null) {
            builder.failurePolicy(failurePolicy);
        }
        if (downNodePolicy != null) {
            builder.set("downNodePolicy", downNodePolicy);
        }
        if (failureLimit != null) {
            builder.failureLimit(failureLimit);
        }
        if (retryTimeout != null) {
            builder.retryTimeout(retryTimeout);
        }
        if (deadTimeout != null) {
            builder.deadTimeout(deadTimeout);
        }
        if (probePause != null) {
            builder.probePause(probePause);
        }
        if (autoEject != null) {
            builder.autoEject(autoEject);
        }
        if (keyPolicy != null) {
            builder.set("keyPolicy", keyPolicy);
        }
        if (prefix != null) {
            builder.set("prefix", prefix);
        }
        if (namespace != null) {
            builder.set("namespace", namespace);
        }
        if (hashNamespace != null) {
            builder.hashNamespace(hashNamespace);
        }
        if (ttl != null) {
            builder.set("ttl", ttl);
        }
        if (placement != null) {
            builder.set("placement", placement);
        }
        if (protocol != null) {
            builder.set("protocol", protocol);
        }
        if (metrics != null) {
            builder.metrics(metrics);
        }
    }

    public @Nullable String getUri() {
        return uri;
    }

    public void setUri(@Nullable String uri) {
        this.uri = uri;
    }

    public @Nullable List<String> getServers() {
        return servers;
    }

    public void setServers(@Nullable List<String> servers) {
        this.servers = servers;
    }

    public @Nullable Duration getDiscoveryInterval() {
        return discoveryInterval;
    }

    public void setDiscoveryInterval(@Nullable Duration discoveryInterval) {
        this.discoveryInterval = discoveryInterval;
    }

    public @Nullable String getNameServers() {
        return nameServers;
    }

    public void setNameServers(@Nullable String nameServers) {
        this.nameServers = nameServers;
    }

    public @Nullable Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getTimeout() {
        return timeout;
    }

    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    public @Nullable Integer getConnectionsPerServer() {
        return connectionsPerServer;
    }

    public void setConnectionsPerServer(@Nullable Integer connectionsPerServer) {
        this.connectionsPerServer = connectionsPerServer;
    }

    public @Nullable Integer getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(@Nullable Integer maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public @Nullable DataSize getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(@Nullable DataSize maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public @Nullable DataSize getMaxExpandedBytes() {
        return maxExpandedBytes;
    }

    public void setMaxExpandedBytes(@Nullable DataSize maxExpandedBytes) {
        this.maxExpandedBytes = maxExpandedBytes;
    }

    public @Nullable Boolean getWaitWhenFull() {
        return waitWhenFull;
    }

    public void setWaitWhenFull(@Nullable Boolean waitWhenFull) {
        this.waitWhenFull = waitWhenFull;
    }

    public @Nullable Boolean getNoDelay() {
        return noDelay;
    }

    public void setNoDelay(@Nullable Boolean noDelay) {
        this.noDelay = noDelay;
    }

    public @Nullable Boolean getKeepAlive() {
        return keepAlive;
    }

    public void setKeepAlive(@Nullable Boolean keepAlive) {
        this.keepAlive = keepAlive;
    }

    public @Nullable Integer getSendBuffer() {
        return sendBuffer;
    }

    public void setSendBuffer(@Nullable Integer sendBuffer) {
        this.sendBuffer = sendBuffer;
    }

    public @Nullable Integer getReceiveBuffer() {
        return receiveBuffer;
    }

    public void setReceiveBuffer(@Nullable Integer receiveBuffer) {
        this.receiveBuffer = receiveBuffer;
    }

    public @Nullable Duration getKeepAliveIdle() {
        return keepAliveIdle;
    }

    public void setKeepAliveIdle(@Nullable Duration keepAliveIdle) {
        this.keepAliveIdle = keepAliveIdle;
    }

    public @Nullable Duration getKeepAliveInterval() {
        return keepAliveInterval;
    }

    public void setKeepAliveInterval(@Nullable Duration keepAliveInterval) {
        this.keepAliveInterval = keepAliveInterval;
    }

    public @Nullable Integer getKeepAliveCount() {
        return keepAliveCount;
    }

    public void setKeepAliveCount(@Nullable Integer keepAliveCount) {
        this.keepAliveCount = keepAliveCount;
    }

    public @Nullable Integer getLinger() {
        return linger;
    }

    public void setLinger(@Nullable Integer linger) {
        this.linger = linger;
    }

    public @Nullable Integer getTrafficClass() {
        return trafficClass;
    }

    public void setTrafficClass(@Nullable Integer trafficClass) {
        this.trafficClass = trafficClass;
    }

    public @Nullable String getLocalAddress() {
        return localAddress;
    }

    public void setLocalAddress(@Nullable String localAddress) {
        this.localAddress = localAddress;
    }

    public @Nullable Boolean getTls() {
        return tls;
    }

    public void setTls(@Nullable Boolean tls) {
        this.tls = tls;
    }

    public @Nullable String getTlsTrust() {
        return tlsTrust;
    }

    public void setTlsTrust(@Nullable String tlsTrust) {
        this.tlsTrust = tlsTrust;
    }

    public @Nullable String getTlsTrustPassword() {
        return tlsTrustPassword;
    }

    public void setTlsTrustPassword(@Nullable String tlsTrustPassword) {
        this.tlsTrustPassword = tlsTrustPassword;
    }

    public @Nullable String getTlsCertificate() {
        return tlsCertificate;
    }

    public void setTlsCertificate(@Nullable String tlsCertificate) {
        this.tlsCertificate = tlsCertificate;
    }

    public @Nullable String getTlsKey() {
        return tlsKey;
    }

    public void setTlsKey(@Nullable String tlsKey) {
        this.tlsKey = tlsKey;
    }

    public @Nullable String getTlsKeyPassword() {
        return tlsKeyPassword;
    }

    public void setTlsKeyPassword(@Nullable String tlsKeyPassword) {
        this.tlsKeyPassword = tlsKeyPassword;
    }

    public @Nullable Boolean getTlsHostNameCheck() {
        return tlsHostNameCheck;
    }

    public void setTlsHostNameCheck(@Nullable Boolean tlsHostNameCheck) {
        this.tlsHostNameCheck = tlsHostNameCheck;
    }

    public @Nullable String getTlsServerName() {
        return tlsServerName;
    }

    public void setTlsServerName(@Nullable String tlsServerName) {
        this.tlsServerName = tlsServerName;
    }

    public @Nullable String getTlsProtocols() {
        return tlsProtocols;
    }

    public void setTlsProtocols(@Nullable String tlsProtocols) {
        this.tlsProtocols = tlsProtocols;
    }

    public @Nullable String getTlsCiphers() {
        return tlsCiphers;
    }

    public void setTlsCiphers(@Nullable String tlsCiphers) {
        this.tlsCiphers = tlsCiphers;
    }

    public @Nullable String getUser() {
        return user;
    }

    public void setUser(@Nullable String user) {
        this.user = user;
    }

    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public @Nullable String getLoginMethod() {
        return loginMethod;
    }

    public void setLoginMethod(@Nullable String loginMethod) {
        this.loginMethod = loginMethod;
    }

    public @Nullable Duration getReconnectPause() {
        return reconnectPause;
    }

    public void setReconnectPause(@Nullable Duration reconnectPause) {
        this.reconnectPause = reconnectPause;
    }

    public @Nullable FailurePolicy getFailurePolicy() {
        return failurePolicy;
    }

    public void setFailurePolicy(@Nullable FailurePolicy failurePolicy) {
        this.failurePolicy = failurePolicy;
    }

    public @Nullable String getDownNodePolicy() {
        return downNodePolicy;
    }

    public void setDownNodePolicy(@Nullable String downNodePolicy) {
        this.downNodePolicy = downNodePolicy;
    }

    public @Nullable Integer getFailureLimit() {
        return failureLimit;
    }

    public void setFailureLimit(@Nullable Integer failureLimit) {
        this.failureLimit = failureLimit;
    }

    public @Nullable Duration getRetryTimeout() {
        return retryTimeout;
    }

    public void setRetryTimeout(@Nullable Duration retryTimeout) {
        this.retryTimeout = retryTimeout;
    }

    public @Nullable Duration getDeadTimeout() {
        return deadTimeout;
    }

    public void setDeadTimeout(@Nullable Duration deadTimeout) {
        this.deadTimeout = deadTimeout;
    }

    public @Nullable Duration getProbePause() {
        return probePause;
    }

    public void setProbePause(@Nullable Duration probePause) {
        this.probePause = probePause;
    }

    public @Nullable Boolean getAutoEject() {
        return autoEject;
    }

    public void setAutoEject(@Nullable Boolean autoEject) {
        this.autoEject = autoEject;
    }

    public @Nullable String getKeyPolicy() {
        return keyPolicy;
    }

    public void setKeyPolicy(@Nullable String keyPolicy) {
        this.keyPolicy = keyPolicy;
    }

    public @Nullable String getPrefix() {
        return prefix;
    }

    public void setPrefix(@Nullable String prefix) {
        this.prefix = prefix;
    }

    public @Nullable String getNamespace() {
        return namespace;
    }

    public void setNamespace(@Nullable String namespace) {
        this.namespace = namespace;
    }

    public @Nullable Boolean getHashNamespace() {
        return hashNamespace;
    }

    public void setHashNamespace(@Nullable Boolean hashNamespace) {
        this.hashNamespace = hashNamespace;
    }

    public @Nullable String getTtl() {
        return ttl;
    }

    public void setTtl(@Nullable String ttl) {
        this.ttl = ttl;
    }

    public @Nullable String getPlacement() {
        return placement;
    }

    public void setPlacement(@Nullable String placement) {
        this.placement = placement;
    }

    public @Nullable String getProtocol() {
        return protocol;
    }

    public void setProtocol(@Nullable String protocol) {
        this.protocol = protocol;
    }

    public @Nullable Boolean getMetrics() {
        return metrics;
    }

    public void setMetrics(@Nullable Boolean metrics) {
        this.metrics = metrics;
    }
}
