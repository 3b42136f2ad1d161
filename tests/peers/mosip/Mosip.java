import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosip.commons.khazana.spi.ObjectStoreAdapter;
import io.mosip.commons.packet.audit.AuditLogEntry;
import io.mosip.commons.packet.facade.PacketReader;
import io.mosip.commons.packet.impl.PacketReaderImpl;
import io.mosip.commons.packet.keeper.PacketKeeper;
import io.mosip.commons.packet.spi.IPacketCryptoService;
import io.mosip.commons.packet.util.IdSchemaUtils;
import io.mosip.commons.packet.util.PacketManagerHelper;
import io.mosip.commons.packet.util.PacketValidator;
import io.mosip.kernel.biometrics.commons.BiometricsSignatureHelper;
import io.mosip.kernel.biometrics.commons.CbeffValidator;
import io.mosip.kernel.biometrics.entities.BIR;
import io.mosip.kernel.core.idobjectvalidator.exception.IdObjectValidationFailedException;
import io.mosip.kernel.idobjectvalidator.impl.IdObjectSchemaValidator;
import io.mosip.registration.processor.core.constant.JsonConstant;
import io.mosip.registration.processor.core.exception.util.PlatformErrorMessages;
import io.mosip.registration.processor.status.code.PacketExternalStatusCode;
import io.mosip.registration.processor.status.code.RegistrationExternalStatusCode;
import io.mosip.registration.processor.status.dto.SyncRegistrationDto;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.json.JSONObject;

/**
 * Reads packets as MOSIP's registration processor does: PacketKeeper and PacketReaderImpl over what the outer file held,
 * under the configuration that lies beside it. Where files lie and who holds the keys is ours.
 *
 * A question: folder, registration id; or a folder alone, of what is said to the receiver. The answers: folder, what was
 * asked, what MOSIP's code said.
 */
public class Mosip {
    static final String SOURCE = "REGISTRATION_CLIENT", PROCESS = "NEW";
    static final String UNSIGNED = "mosip.regproc.common.before-cbeff-others-attibute.reg-client-versions";

    interface Asked {
        String answer() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] words = line.split("\t");
            if (words.length == 1) {
                words(Path.of(words[0]));
            } else {
                read(Path.of(words[0]), words[1]);
            }
        }
    }

    /** Words and codes of its interface, and what it makes of an announcement. */
    static void words(Path folder) throws Exception {
        say(folder, "of packets", () -> joined(PacketExternalStatusCode.values()));
        say(folder, "of registrations", () -> joined(RegistrationExternalStatusCode.values()));
        say(folder, "codes", () -> Arrays.stream(PlatformErrorMessages.values())
                .map(each -> each.getCode() + "=" + each.getMessage()).collect(Collectors.joining(";")));
        SyncRegistrationDto announced = new ObjectMapper()
                .readValue(Files.readAllBytes(folder.resolve("announcement.json")), SyncRegistrationDto.class);
        say(folder, "registration", announced::getRegistrationId);
        say(folder, "channels", () -> announced.getName() + "," + announced.getEmail() + "," + announced.getPhone());
    }

    static String joined(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).collect(Collectors.joining(","));
    }

    static void read(Path folder, String rid) throws Exception {
        Properties settings = new Properties();
        settings.load(Files.newBufferedReader(folder.resolve("receiver.properties")));
        String names = settings.getProperty("mosip.commons.packetnames");
        PacketKeeper keeper = keeper(folder);
        PacketReaderImpl reader = new PacketReaderImpl();
        IdSchemaUtils schemas = schemas(folder, settings);
        ObjectMapper mapper = new ObjectMapper();
        PacketReader facade = new PacketReader() {
            @Override
            public String getField(String id, String field, String source, String process, boolean bypassCache) {
                return reader.getField(id, field, source, process);
            }
        };
        for (Object[] each : new Object[][] {
                {"packetNames", names}, {"packetKeeper", keeper}, {"mapper", mapper}, {"idSchemaUtils", schemas},
                {"packetReader", facade}}) {
            set(reader, PacketReaderImpl.class, (String) each[0], each[1]);
        }
        PacketValidator validator = new PacketValidator();
        AuditLogEntry audits = new AuditLogEntry() { // its own sends each to a server
            @Override
            public String addAudit(
                    String what, String id, String name, String kind, String module, String moduleId, String rid) {
                return "";
            }
        };
        for (Object[] each : new Object[][] {
                {"packetNames", names}, {"packetKeeper", keeper}, {"mapper", mapper}, {"idSchemaUtils", schemas},
                {"reader", facade}, {"auditLogEntry", audits}}) {
            set(validator, PacketValidator.class, (String) each[0], each[1]);
        }
        say(folder, "fields", () -> String.join(",", new TreeSet<>(reader.getAll(rid, SOURCE, PROCESS).keySet())));
        say(folder, "meta", () -> reader.getMetaInfo(rid, SOURCE, PROCESS).get("registrationId"));
        say(folder, "audits", () -> "" + reader.getAuditInfo(rid, SOURCE, PROCESS).size());
        say(folder, "document", () -> hash(reader.getDocument(rid, "proofOfSignature", SOURCE, PROCESS).getDocument()));
        say(folder, "exception", () -> hash(
                reader.getDocument(rid, "proofOfException", SOURCE, PROCESS).getDocument()));
        say(folder, "paper", () -> hash(reader.getDocument(rid, "proofOfBirth", SOURCE, PROCESS).getDocument()));
        say(folder, "biometrics", () -> biometrics(
                reader.getBiometric(rid, "individualBiometrics", List.of(), SOURCE, PROCESS).getSegments()));
        Asked xsd = () -> fits(folder, text -> text), receivers = () -> fits(folder, Mosip::withOthers);
        say(folder, "cbeff", () -> "" + CbeffValidator.validateXML(CbeffValidator.getBIRFromXML(cbeff(folder))));
        say(folder, "updatedcbeff.xsd", xsd);
        say(folder, "mosip-cbeff.xsd", receivers);
        Stage stage = new Stage(reader, rid, List.of(settings.getProperty(UNSIGNED).split(",")));
        say(folder, "others", stage::others);
        say(folder, "signatures", stage::signatures);
        say(folder, "devices", stage::devices);
        say(folder, "schema", () -> "" + fits(validator, schemas, reader.getAll(rid, SOURCE, PROCESS)));
        say(folder, "checksums", () -> "" + validator.fileAndChecksumValidation(rid, SOURCE, PROCESS));
    }

    /** The identity as its validator puts it together, held against the ID schema by its schema validator. */
    static boolean fits(PacketValidator validator, IdSchemaUtils schemas, Map<String, Object> fields) throws Exception {
        Map<String, Object> known = new HashMap<>(fields);
        known.put("IDSchemaVersion", Double.valueOf(String.valueOf(fields.get("IDSchemaVersion"))));
        Method put = PacketValidator.class.getDeclaredMethod("loadDemographicIdentity", Map.class);
        put.setAccessible(true);
        IdObjectSchemaValidator judge = new IdObjectSchemaValidator();
        set(judge, IdObjectSchemaValidator.class, "mapper", new ObjectMapper());
        try {
            Map<String, Object> identity = Map.of("identity", put.invoke(validator, known));
            return judge.validateIdObject(schemas.getIdSchema(0.1), identity, List.of("fullName", "dateOfBirth", "gender"));
        } catch (IdObjectValidationFailedException error) {
            throw new IllegalArgumentException(String.join("; ", error.getErrorTexts()));
        }
    }

    /** Subtype (or type), and a hash of the record, of each. */
    static String biometrics(List<BIR> segments) throws Exception {
        TreeSet<String> found = new TreeSet<>();
        for (BIR bir : segments) {
            String subtype = String.join(" ", bir.getBdbInfo().getSubtype());
            String name = subtype.isBlank() ? bir.getBdbInfo().getType().get(0).value() : subtype;
            found.add(name + "=" + (bir.getBdb() == null || bir.getBdb().length == 0 ? "" : hash(bir.getBdb())));
        }
        return String.join(",", found);
    }

    /**
     * What two stages of release-1.2.0.x, which are on no registry, ask of the records before they verify anything.
     * unsigned: the clients whose records no device has signed.
     */
    record Stage(PacketReaderImpl reader, String rid, List<String> unsigned) {
        List<BIR> birs() {
            return reader.getBiometric(rid, "individualBiometrics", List.of(), SOURCE, PROCESS).getSegments();
        }

        boolean spared() throws Exception {
            String labels = reader.getMetaInfo(rid, SOURCE, PROCESS).get("metaData");
            for (Map<?, ?> each : new ObjectMapper().readValue(labels, Map[].class)) {
                if (each.get("label").equals(JsonConstant.REGCLIENTVERSION)) {
                    return unsigned.contains(each.get("value"));
                }
            }
            return false;
        }

        static boolean exception(BIR bir) {
            return bir.getOthers() != null && "true".equals(bir.getOthers().get("EXCEPTION"));
        }

        String others() {
            return birs().stream().filter(bir -> bir.getOthers() != null)
                    .map(bir -> String.join(" ", bir.getBdbInfo().getSubtype()) + "=" + bir.getOthers())
                    .sorted().collect(Collectors.joining(","));
        }

        /** BiometricsSignatureValidator: of a client that is not spared each record but an exception holds a token. */
        String signatures() throws Exception {
            if (spared()) {
                return "spared";
            }
            for (BIR bir : birs()) {
                if (!exception(bir)) {
                    BiometricsSignatureHelper.extractJWTToken(bir);
                }
            }
            return "tokens";
        }

        /** DeviceValidator: `others` of a record but an exception holds a payload; none at all where spared. */
        String devices() throws Exception {
            int payloads = 0;
            for (BIR bir : birs()) {
                if (bir.getOthers() == null && !spared()) {
                    throw new IllegalStateException("Others info is not present");
                }
                if (bir.getOthers() != null && !exception(bir)) {
                    new JSONObject(bir.getOthers().getOrDefault("PAYLOAD", ""));
                    payloads++;
                }
            }
            return payloads + " payloads";
        }
    }

    static byte[] cbeff(Path folder) throws Exception {
        return Files.readAllBytes(folder.resolve("individualBiometrics_bio_CBEFF.xml"));
    }

    /** Whether a schema of the library, changed as said, takes the CBEFF file. */
    static String fits(Path folder, UnaryOperator<String> change) throws Exception {
        try (InputStream schema = BIR.class.getClassLoader().getResourceAsStream("schema/updatedcbeff.xsd")) {
            String text = change.apply(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(new StreamSource(new StringReader(text))).newValidator()
                    .validate(new StreamSource(new ByteArrayInputStream(cbeff(folder))));
        }
        return "true";
    }

    /** The schema that a receiver's configuration names, mosip-cbeff.xsd: the library's, but for this element. */
    static String withOthers(String schema) {
        String type = "<xs:complexType name=\"OthersListType\"><xs:sequence><xs:element name=\"entry\" type=\"Keyed\""
                + " minOccurs=\"0\" maxOccurs=\"unbounded\"/></xs:sequence></xs:complexType>"
                + "<xs:complexType name=\"Keyed\"><xs:simpleContent><xs:extension base=\"xs:string\">"
                + "<xs:attribute name=\"key\" type=\"xs:string\" use=\"required\"/></xs:extension></xs:simpleContent>"
                + "</xs:complexType></xs:schema>";
        return schema.replace("name=\"Others\" type=\"Entry\"", "name=\"others\" type=\"OthersListType\"")
                .replace("</xs:schema>", type);
    }

    static PacketKeeper keeper(Path folder) throws Exception {
        PacketKeeper keeper = new PacketKeeper();
        Object adapter = Proxy.newProxyInstance(Mosip.class.getClassLoader(), new Class<?>[] {ObjectStoreAdapter.class},
                (proxy, method, given) -> store(folder, method.getName(), given));
        IPacketCryptoService keys = new Keys(folder);
        PacketManagerHelper helper = new PacketManagerHelper();
        for (Object[] each : new Object[][] {
                {"PACKET_MANAGER_ACCOUNT", "PACKET_MANAGER_ACCOUNT"}, {"posixAdapter", adapter}, {"swiftAdapter", adapter},
                {"s3Adapter", adapter}, {"adapterName", adapter.getClass().getSimpleName()}, {"onlineCrypto", keys},
                {"offlineCrypto", keys}, {"cryptoName", "Keys"}, {"helper", helper}, {"centerIdLength", 5},
                {"machineIdLength", 5}}) {
            set(keeper, PacketKeeper.class, (String) each[0], each[1]);
        }
        set(helper, PacketManagerHelper.class, "centerIdLength", 5);
        set(helper, PacketManagerHelper.class, "machineIdLength", 5);
        return keeper;
    }

    static Object store(Path folder, String method, Object[] given) throws Exception {
        Path file = folder.resolve(String.valueOf(given[given.length - 1]));
        switch (method) {
            case "getObject":
                try {
                    return new ByteArrayInputStream(Files.readAllBytes(Path.of(file + ".zip")));
                } catch (NoSuchFileException nothing) {
                    return null; // as its own adapters do
                }
            case "getMetaData":
                return new ObjectMapper().readValue(Files.readAllBytes(Path.of(file + ".json")), Map.class);
            default:
                throw new UnsupportedOperationException(method);
        }
    }

    static IdSchemaUtils schemas(Path folder, Properties settings) throws Exception {
        IdSchemaUtils schemas = new IdSchemaUtils() {
            @Override
            public String getIdschemaVersionFromMappingJson() {
                return "IDSchemaVersion";
            }
        };
        Map<Double, String> held = new HashMap<>();
        held.put(0.1, Files.readString(folder.resolve("id-schema.json")));
        set(schemas, IdSchemaUtils.class, "idschema", held);
        set(schemas, IdSchemaUtils.class, "defaultSource", settings.getProperty("packet.default.source"));
        set(schemas, IdSchemaUtils.class, "defaultFieldCategory", settings.getProperty("schema.default.fieldCategory"));
        return schemas;
    }

    static void say(Path folder, String asked, Asked question) {
        String said;
        try {
            said = question.answer();
        } catch (Throwable error) {
            said = "! " + error;
        }
        System.out.println(String.join("\t", "MOSIP", folder.toString(), asked, ("" + said).replaceAll("\\s+", " ")));
    }

    static String hash(byte[] data) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }

    static void set(Object object, Class<?> of, String name, Object value) throws Exception {
        Field field = of.getDeclaredField(name);
        field.setAccessible(true);
        field.set(object, value);
    }

    /** The receiver's private key and the machine's public one, as they lie in the folder. */
    static class Keys implements IPacketCryptoService {
        final PrivateKey receiver;
        final PublicKey machine;

        Keys(Path folder) throws Exception {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            receiver = factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve("receiver.key"))));
            machine = factory.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(folder.resolve("machine.pub"))));
        }

        @Override
        public byte[] decrypt(String reference, byte[] sealed) {
            try {
                Cipher unwrap = Cipher.getInstance("RSA/ECB/OAEPPadding");
                unwrap.init(Cipher.DECRYPT_MODE, receiver, new OAEPParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
                byte[] key = unwrap.doFinal(Arrays.copyOfRange(sealed, 76, 332));
                Cipher open = Cipher.getInstance("AES/GCM/NoPadding");
                open.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"),
                        new GCMParameterSpec(128, Arrays.copyOfRange(sealed, 0, 12)));
                open.updateAAD(Arrays.copyOfRange(sealed, 12, 44));
                return open.doFinal(Arrays.copyOfRange(sealed, 346, sealed.length));
            } catch (java.security.GeneralSecurityException error) {
                throw new IllegalStateException(error);
            }
        }

        @Override
        public boolean verify(String reference, byte[] plain, byte[] signature) {
            try {
                Signature check = Signature.getInstance("SHA256withRSA");
                check.initVerify(machine);
                check.update(plain);
                return check.verify(signature);
            } catch (java.security.GeneralSecurityException error) {
                return false;
            }
        }

        @Override
        public byte[] sign(byte[] data) {
            throw new UnsupportedOperationException("nothing is written here");
        }

        @Override
        public byte[] encrypt(String reference, byte[] data) {
            throw new UnsupportedOperationException("nothing is written here");
        }
    }
}
