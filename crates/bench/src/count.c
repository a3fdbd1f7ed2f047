/* The unit of every comparison: what it costs to have libpcap hand over each packet of a file, and count. */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    struct pcap_pkthdr *header;
    const u_char *data;
    unsigned long long packets = 0, bytes = 0;
    pcap_t *file = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;
    int more;

    if (!file) {
        fprintf(stderr, "%s\n", argc == 2 ? error : "usage: count FILE");
        return 2;
    }
    while ((more = pcap_next_ex(file, &header, &data)) == 1) {
        packets++;
        bytes += header->caplen;
    }
    printf("%llu packets, %llu bytes\n", packets, bytes);
    pcap_close(file);
    return more == PCAP_ERROR_BREAK ? 0 : 1;
}
