package dev.memjay.discovery;

/** Names as DNS has them: labels of 1 to 63 bytes, separated by dots, up to 253 in all. */
final class DnsName {
    private static final int MAX = 253;
    private static final int MAX_LABEL = 63;

    private DnsName() {}

    /** The name, if it can be asked for. */
    static String checked(String name) {
        if (name.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "a name to look up has an '@'; it is not shown, since it may hold a password,"
                            + " which goes to the builder's user() and password(), or into a URI");
        }
        String relative = withoutEnd(name);
        if (relative.isEmpty() || relative.length() > MAX) {
            throw new IllegalArgumentException("the name '" + name + "' has to have 1 to " + MAX + " characters");
        }
        for (String label : relative.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL) {
                throw new IllegalArgumentException("the name '" + name + "' has a part with " + label.length()
                        + " characters; between dots there have to be 1 to " + MAX_LABEL);
            }
            if (!label.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException(
                        "the name '" + name + "' has a character that is no printable ASCII; write it in Punycode");
            }
        }
        return name;
    }

    /** The name without the dot that makes it absolute. */
    static String withoutEnd(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
