package dev.memjay.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads whole numbers of 64 bits without a sign, as memcached counts; above 2^63-1 they become negative longs. */
public final class UnsignedConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number from 0 to 18446744073709551615");
        }
    }
}
