import { endpoint } from '../../http/endpoint.ts';
import { listMails } from './list-messages.ts';
import { checkSenderNow, readSender } from './read-sender.ts';
import { replayMail } from './replay-message.ts';

const tag = 'Correos';

export const mailEndpoints = [
  endpoint('get /mails', listMails, { tag }),
  endpoint('post /mails/{id}/resend', replayMail, { tag, status: 201 }),
  endpoint('get /mail-sender', readSender, { tag }),
  endpoint('post /mail-sender/check', checkSenderNow, { tag }),
];
